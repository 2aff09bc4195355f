"""Copy stacks, one by one, so that one that fails leaves the others whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stackwright.errors import AlreadyExistsError, NotFoundError, StackwrightError
from stackwright.transfer.deployment import sealed
from stackwright.transfer.source import Source
from stackwright.transfer.target import Target


@dataclass(frozen=True)
class Copied:
    """What became of one stack: ``problem`` is None when it is here now, with so many resources."""

    source: str
    name: str
    resources: int = 0
    problem: StackwrightError | None = None


def transfer(source: Source, target: Target, only: Sequence[str] = ()) -> Iterator[Copied]:
    """Copy the stacks of ``source`` that are named in ``only``, or all; those that exist here are left as they are.

    Raises `NotFoundError` for a name in ``only`` that is not there, and what `Source.stacks` raises.
    """
    stacks = source.stacks()
    missing = [name for name in only if name not in stacks]
    if missing:
        raise NotFoundError(
            f"The backend {source.url} has no stack {missing[0]}; it has {', '.join(stacks) or 'none at all'}."
        )
    organization = target.organization()
    for full_name in only or stacks:
        _, project, stack = full_name.split("/")
        yield _copy(source, target, full_name, f"{organization}/{project}/{stack}")


def _copy(source: Source, target: Target, full_name: str, name: str) -> Copied:
    organization, project, stack = name.split("/")
    try:
        exported = json.loads(source.export(full_name))
        target.create(organization, project, stack)
    except StackwrightError as error:
        if isinstance(error, AlreadyExistsError):
            error = AlreadyExistsError(f"Stack {name} exists here already; it was left as it is.")
        return Copied(full_name, name, problem=error)
    try:
        deployment = sealed(
            exported, lambda values: target.encrypt(name, values) if values else [], address=target.address, name=name
        )
        target.import_state(name, deployment)
    except StackwrightError as error:
        target.remove(name)  # it was empty a moment ago, and must not look as if it had been copied
        return Copied(full_name, name, problem=error)
    return Copied(full_name, name, len(deployment["deployment"].get("resources") or ()))
