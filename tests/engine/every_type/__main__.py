"""Every type's case in one stack; the setting `phase` says which of its inputs are used."""

from __future__ import annotations

from typing import Any

import pulumi

from tests.pulumi_boto.case import Case, Ref, resolve
from tests.pulumi_boto.cases import every_case


def declare(case: Case, phase: str) -> None:
    """The resources that a case needs, and its own."""
    needs: dict[str, Any] = {}

    def look_up(reference: Ref) -> Any:
        return getattr(needs[reference.need], reference.property)

    overlay = {"update": case.update, "replace": case.replace}.get(phase) or {}
    for name, need in case.needs.items():
        needs[name] = need.resource(f"{case.slug}-{name}", **resolve(need.inputs, look_up))
    inputs = {key: value for key, value in {**case.create, **overlay}.items() if value is not None}
    case.resource(f"{case.slug}-subject", **resolve(inputs, look_up))


for every in every_case():
    declare(every, pulumi.Config().get("phase") or "create")
