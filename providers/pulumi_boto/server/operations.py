"""Create, read, update and delete of any resource, from its lifecycle."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ParamValidationError

from pulumi_boto.model.failure import Failure, Kind
from pulumi_boto.model.lifecycle import Values
from pulumi_boto.model.marks import CREATION, Mark
from pulumi_boto.model.resource import Definition
from pulumi_boto.model.shape import from_wire, state_to_wire
from pulumi_boto.server import tags as tag_rules
from pulumi_boto.server.aws import Account, Operation
from pulumi_boto.server.codec import UNKNOWN
from pulumi_boto.server.compare import observed, same
from pulumi_boto.server.diff import Difference, diff, effective

ATTEMPTS = 5


@dataclass
class PartlyCreated(Exception):
    """It exists, but what should have followed failed; the engine records it and tries an update next time."""

    id: str
    inputs: Values
    outputs: Values
    reason: str


def to_python(definition: Definition, wire: Mapping[str, Any]) -> Values:
    """Recorded values by Python names; what the type does not declare (any more) is dropped."""
    known = definition.by_wire
    return {known[key].name: from_wire(value, known[key].shape) for key, value in wire.items() if key in known}


def to_pulumi(definition: Definition, values: Values) -> dict[str, Any]:
    """Values by Pulumi's names."""
    properties = definition.properties
    return {properties[name].wire: state_to_wire(value, properties[name].shape) for name, value in values.items()}


def preview_create(definition: Definition, inputs: Values) -> Values:
    """The outputs of a create that has not happened: what AWS will set is unknown."""
    unset = {
        name: UNKNOWN
        for name, prop in definition.properties.items()
        if not prop.options.is_input or (prop.options.computed and name not in inputs)
    }
    return {**unset, **inputs}


def preview_update(definition: Definition, state: Values, inputs: Values) -> Values:
    """The outputs of an update that has not happened."""
    kept = {
        name: UNKNOWN if prop.options.volatile else state[name]
        for name, prop in definition.properties.items()
        if name in state and (not prop.options.is_input or prop.options.computed)
    }
    return {**kept, **inputs}


def create(account: Account, definition: Definition, urn: str, inputs: Values) -> tuple[str, Values]:
    """Make a resource; the id and the outputs.

    Raises:
        Failure: nothing was made.
        PartlyCreated: it was made, but something after that failed.
    """
    lifecycle = definition.lifecycle
    aws = Operation(account, eventual=lifecycle.eventual, creates=True)
    new = dict(inputs)
    if "tags" in definition.inputs:
        new["tags"] = tag_rules.with_defaults(inputs.get("tags"), account.configuration.default_tags)
        new["tags"] |= tag_rules.marks(urn, aws.token)
    id_ = _create_once(aws, definition, new)
    aws.creates = False
    account.just_made.add(id_)
    live: Values | None = None
    try:
        lifecycle.settle(aws, id_, new)
        live = _read_created(aws, definition, id_)
    except Failure as failure:
        raise PartlyCreated(id_, inputs, _outputs(definition, inputs, live or {}, account), str(failure)) from failure
    account.just_made.add(*_names(definition, live))
    return id_, _outputs(definition, inputs, live, account)


def _names(definition: Definition, live: Values) -> list[str]:
    """What others may name a resource by, beside its id."""
    named = [name for name, prop in definition.properties.items() if name == "arn" or prop.options.autoname]
    return [live[name] for name in named if live.get(name)]


def _create_once(aws: Operation, definition: Definition, new: Values) -> str:
    """Create, and where the reply was lost look for what was made before trying again."""
    for attempt in range(ATTEMPTS):
        try:
            return definition.lifecycle.create(aws, new)
        except Failure as failure:
            if failure.kind not in (Kind.REPLY_LOST, Kind.TRANSIENT) or attempt == ATTEMPTS - 1:
                raise
            aws.pause(attempt)
            aws.repeats = True
            found = _look_for_created(aws, definition, new)
            if found:
                return found
    raise AssertionError("the loop returns or raises")


def _look_for_created(aws: Operation, definition: Definition, new: Values) -> str | None:
    aws.creates = False
    try:
        found = definition.lifecycle.find_created(aws, Mark(CREATION, aws.token), new)
        return found[0] if found else None
    finally:
        aws.creates = True


def _read_created(aws: Operation, definition: Definition, id_: str) -> Values:
    """Read what was just made; AWS may need a moment to know it."""
    deadline = time.monotonic() + 60
    for count in range(10_000):
        live = read_live(aws, definition, id_)
        if live is not None:
            return live
        if time.monotonic() >= deadline:
            raise Failure(Kind.GONE, f"{definition.token} {id_} was made, but AWS does not find it.", "NotFound")
        aws.pause(count)
    raise AssertionError("the loop returns or raises")


def read(account: Account, definition: Definition, id_: str, recorded: Values) -> tuple[Values, Values] | None:
    """The inputs and outputs that describe what is live, or None when it is gone."""
    live = read_live(Operation(account), definition, id_)
    if live is None:
        return None
    _keep_own_tags(account, live, recorded)
    inputs: Values = {}
    for name, prop in definition.inputs.items():
        value, before = live.get(name), recorded.get(name)
        if before is not None:
            inputs[name] = observed(prop, before, value) if name in live else before
        elif (prop.options.default is not None or name == "tags") and not same(prop, value, prop.options.default):
            inputs[name] = value
    inputs = {name: value for name, value in inputs.items() if value is not None}
    return inputs, _outputs(definition, inputs, live, account)


def import_(account: Account, definition: Definition, id_: str) -> tuple[Values, Values]:
    """The inputs with which a program would make what is live, and the outputs.

    Raises:
        Failure: there is no such resource.
    """
    live = _found(account, definition, id_)
    _keep_own_tags(account, live, {})
    inputs = {
        name: live[name]
        for name, prop in definition.inputs.items()
        if live.get(name) is not None and not same(prop, live[name], prop.options.default)
    }
    for name, _ in list(definition.lifecycle.validate(inputs)):
        if definition.inputs[name].options.computed:  # AWS tells it, but takes it from nobody
            inputs.pop(name, None)
    return inputs, _outputs(definition, inputs, live, account)


def _found(account: Account, definition: Definition, id_: str) -> Values:
    aws = Operation(account)
    try:
        live = read_live(aws, definition, id_)
    except Failure as failure:
        if failure.code != ParamValidationError.__name__:
            raise
        live = None  # nothing can have such an id
    if live is None:
        sentence = (
            f"there is no {definition.token} '{id_}' in {aws.region} of account {aws.account_id}; check boto:region, "
            "and the id: the provider's reference says what it is for this type."
        )
        raise Failure(Kind.GONE, sentence, "NotFound")
    return live


def _keep_own_tags(account: Account, live: Values, recorded: Values) -> None:
    if "tags" in live:
        defaults = account.configuration.default_tags
        live["tags"] = tag_rules.users_own(live["tags"], recorded.get("tags") or {}, defaults)


def read_live(aws: Operation, definition: Definition, id_: str) -> Values | None:
    """All that AWS tells of a resource, the provider's own tags among it; None when it is gone."""
    try:
        return definition.lifecycle.read(aws, id_)
    except Failure as failure:
        if _is_gone(definition, failure):
            return None
        raise


def update(
    account: Account,
    definition: Definition,
    id_: str,
    state: Values,
    old: Values,
    new: Values,
    difference: Difference,
) -> Values:
    """Change a resource in place; the outputs.

    Raises:
        Failure: the change failed; trying it again is safe.
    """
    lifecycle = definition.lifecycle
    aws = Operation(account, eventual=lifecycle.eventual)
    if not difference.changed:  # the engine asks nevertheless: what was made was not finished
        found = read(account, definition, id_, new)
        if found is not None:
            old, state = found
            difference = diff(definition, "", state, old, new)
        if not difference.changed:
            _settle_again(aws, definition, id_, new)
    before, after = {}, {}
    for name, prop in definition.inputs.items():
        before[name], after[name] = effective(prop, state, old, new)
    changed = {name for name in difference.changed if name != "tags" and not definition.inputs[name].options.replaces}
    if "tags" in definition.inputs:
        defaults = account.configuration.default_tags
        put, remove = tag_rules.difference(
            tag_rules.with_defaults(old.get("tags"), defaults),
            tag_rules.with_defaults(new.get("tags"), defaults),
        )
        if put or remove:
            lifecycle.tag(aws, id_, put, remove)
    if changed:
        lifecycle.update(aws, id_, before, after, frozenset(changed))
    live = read_live(aws, definition, id_)
    if live is None:
        raise Failure(Kind.GONE, f"{definition.token} {id_} is gone; run `pulumi refresh` first.", "NotFound")
    return _outputs(definition, new, live, account)


def _settle_again(aws: Operation, definition: Definition, id_: str, new: Values) -> None:
    """Nothing differs any more, but the wait for it to work may not be over."""
    tags = (read_live(aws, definition, id_) or {}).get("tags") or {}
    kept = {key: value for key, value in tags.items() if not key.startswith("aws:")}  # the marks among them
    definition.lifecycle.settle(aws, id_, {**new, "tags": {**kept, **(new.get("tags") or {})}})


def delete(account: Account, definition: Definition, id_: str, state: Values) -> None:
    """Remove a resource; that it is gone already counts as success.

    Raises:
        Failure: it could not be removed.
    """
    lifecycle = definition.lifecycle
    aws = Operation(account, retries_dependency=True)
    try:
        lifecycle.delete(aws, id_, state)
    except Failure as failure:
        if not _is_gone(definition, failure):
            raise
        return
    if lifecycle.delete_is_slow:
        aws.wait(
            f"the deletion of {definition.token} {id_}",
            lambda: read_live(aws, definition, id_) is None,
            timeout=1800,
        )


def _is_gone(definition: Definition, failure: Failure) -> bool:
    return failure.kind is Kind.GONE or failure.code in definition.lifecycle.gone


def _outputs(definition: Definition, inputs: Values, live: Values, account: Account) -> Values:
    """What the state records: live values, and inputs that AWS does not tell."""
    outputs = {**inputs, **{name: value for name, value in live.items() if value is not None}}
    if "tags" in outputs:
        own = tag_rules.users_own(outputs["tags"], inputs.get("tags") or {}, account.configuration.default_tags)
        outputs["tags"] = own
    return {name: value for name, value in outputs.items() if name in definition.properties}
