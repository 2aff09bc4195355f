"""What a group passes to a pack: checked when the pack is enabled, since a mistake would stop every stack's updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

import jsonschema_rs

from stackwright.errors import InvalidRequestError
from stackwright.state.policies.model import Configuration, PackVersion, check_depth

LEVELS: Final = ("advisory", "mandatory", "remediate", "disabled")
"""How a policy is enforced (`apitype.EnforcementLevel`)."""

ALL: Final = "all"
"""Stands for every policy of a pack, where a level is given."""

_LEVEL: Final = "enforcementLevel"


def checked(version: PackVersion, config: Mapping[str, Any]) -> Configuration:
    """Return ``config`` in the one form that clients read: an object for each policy. Raises `InvalidRequestError`.

    Properties that a policy requires may be missing here, for the pack may set them itself.
    """
    check_depth(f"The configuration of policy pack {version}", config)
    found = {name: _properties(version, name, given) for name, given in config.items() if given is not None}
    schemas = {policy["name"]: policy.get("configSchema") or {} for policy in version.policies}
    for name, properties in found.items():
        if name != ALL and name not in schemas:
            raise InvalidRequestError(
                f"Policy pack {version} has no policy {name[:100]!r} to configure; it has {_listed(schemas)}."
            )
        others = {key: value for key, value in properties.items() if key != _LEVEL}
        if others:
            _check(version, name, schemas.get(name, {}), others)
    return found


def as_advice(version: PackVersion, config: Configuration | None) -> Configuration:
    """``config`` with every policy that is not disabled turned to advice, for groups that stop nothing."""
    given = config or {}
    for_all = given.get(ALL, {}).get(_LEVEL)
    found: dict[str, Mapping[str, Any]] = {}
    for policy in version.policies:
        properties = given.get(policy["name"], {})
        level = properties.get(_LEVEL) or for_all or policy.get(_LEVEL)
        found[policy["name"]] = {**properties, _LEVEL: "disabled" if level == "disabled" else "advisory"}
    return found


def _properties(version: PackVersion, policy: str, given: object) -> Mapping[str, Any]:
    properties = {_LEVEL: given} if isinstance(given, str) else given
    if not isinstance(properties, dict):
        raise InvalidRequestError(
            f"The configuration of policy {policy[:100]!r} of {version} must be an object or a level of enforcement."
        )
    level = properties.get(_LEVEL, LEVELS[0])
    if level not in LEVELS:
        raise InvalidRequestError(
            f"The enforcementLevel of policy {policy[:100]!r} of {version} must be one of {', '.join(LEVELS)}."
        )
    return properties


def _check(version: PackVersion, policy: str, schema: Mapping[str, Any], properties: Mapping[str, Any]) -> None:
    # A pack may read properties that its schema does not declare.
    declared = {"type": "object", "properties": schema.get("properties") or {}}
    for name, sentence in _mistakes(declared, properties):
        raise InvalidRequestError(f"The property {name!r} of policy {policy!r} of {version} does not fit: {sentence}.")


def _mistakes(schema: dict[str, Any], properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        validator = jsonschema_rs.Draft7Validator(schema, mask="the value", retriever=_refuse)
    except ValueError:
        return  # the pack's own mistake; its client says so
    for error in validator.iter_errors(dict(properties)):
        yield ".".join(str(part) for part in error.instance_path), error.message.partition("\n")[0]


def _refuse(uri: str) -> NoReturn:
    raise ValueError("A schema makes this server fetch nothing.")


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(names)) if names else "none"
