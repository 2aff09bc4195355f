"""Every type, through the operations that the engine calls, against a moto server over HTTP."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.pulumi_boto.case import Case, resolve
from tests.pulumi_boto.cases import every_case
from tests.pulumi_boto.engine import UNKNOWN, Engine, Recorded, configured
from tools.cloud import Cloud

CASES = every_case()


def having(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each of these cases."""
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.label)


class Subject:
    """A case's resource, made in an empty cloud with all that it needs."""

    def __init__(self, engine: Engine, case: Case) -> None:
        self.engine, self.case = engine, case
        self.needs: dict[str, Recorded] = {}
        for name, need in case.needs.items():
            self.needs[name] = engine.create(need.resource, name, self.inputs(need.inputs))
        self.recorded = engine.create(case.resource, "subject", self.inputs(case.create))

    def inputs(self, inputs: Any) -> dict[str, Any]:
        """Inputs with all references resolved."""
        resolved: dict[str, Any] = resolve(
            inputs,
            lambda ref: self.needs[ref.need].id if ref.property == "id" else self.needs[ref.need].outputs[ref.property],
        )
        return {name: value for name, value in resolved.items() if value is not None}

    def changed(self, overlay: Any) -> dict[str, Any]:
        """The inputs of the case with some set differently; None takes one out."""
        return self.inputs({**self.case.create, **overlay})


@having(CASES)
def test_preview_shows_what_aws_will_set_as_unknown(engine: Engine, case: Case) -> None:
    definition = case.resource.definition
    given = resolve(case.create, lambda _: UNKNOWN)

    shown = engine.preview_create(case.resource, "subject", given)

    outputs = [name for name, prop in definition.properties.items() if not prop.options.is_input]
    assert all(shown[name] is UNKNOWN for name in outputs)


@having(CASES)
def test_second_update_finds_nothing_to_do(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)

    answer = engine.diff(subject.recorded, subject.inputs(case.create))

    assert answer.changes == answer.DIFF_NONE, list(answer.detailedDiff)


@having(CASES)
def test_refresh_right_after_create_finds_no_drift(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)

    live = engine.refresh(subject.recorded)

    assert live is not None
    assert live.inputs == subject.recorded.inputs
    assert live.outputs == subject.recorded.outputs


@having(CASES)
def test_create_that_is_finished_is_finished_once_more_without_harm(cloud: Cloud, engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)

    with configured(cloud) as later:  # the engine asks for it, though nothing differs, after a wait that failed
        updated = later.update(subject.recorded, subject.inputs(case.create))

    assert updated.inputs == subject.recorded.inputs
    assert updated.outputs == subject.recorded.outputs


@having([case for case in CASES if case.update is not None])
def test_update_changes_it_in_place(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)
    inputs = subject.changed(case.update)

    answer = engine.diff(subject.recorded, inputs)
    assert answer.changes == answer.DIFF_SOME
    assert not answer.replaces
    updated = engine.update(subject.recorded, inputs)

    assert engine.diff(updated, inputs).changes == answer.DIFF_NONE
    live = engine.refresh(updated)
    assert live is not None
    assert live.inputs == updated.inputs
    assert live.outputs == updated.outputs


@having([case for case in CASES if case.update is not None])
def test_taking_the_update_back_restores_what_was(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)
    updated = engine.update(subject.recorded, subject.changed(case.update))

    restored = engine.update(updated, subject.inputs(case.create))

    live = engine.refresh(restored)
    assert live is not None
    assert live.inputs == subject.recorded.inputs


@having([case for case in CASES if case.replace is not None])
def test_replacement_is_asked_for_where_aws_cannot_change_it(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)
    inputs = subject.changed(case.replace)

    answer = engine.diff(subject.recorded, inputs)
    assert answer.replaces
    if answer.deleteBeforeReplace:
        engine.delete(subject.recorded)
    replacement = engine.create(case.resource, "subject", inputs)
    if not answer.deleteBeforeReplace:
        engine.delete(subject.recorded)

    live = engine.refresh(replacement)
    assert live is not None
    assert live.inputs == replacement.inputs


@having(CASES)
def test_refresh_notices_that_it_disappeared(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)
    engine.delete(subject.recorded)

    assert engine.refresh(subject.recorded) is None


@having(CASES)
def test_delete_of_what_is_gone_succeeds(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)

    engine.delete(subject.recorded)
    engine.delete(subject.recorded)


@having(CASES)
def test_import_leads_to_no_change(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)

    imported = engine.import_(case.resource, "subject", subject.recorded.id)

    assert imported is not None
    told = subject.inputs(case.create)
    for name in case.not_by_moto:
        imported.inputs[name] = told[name]
    answer = engine.diff(imported, told)
    assert answer.changes == answer.DIFF_NONE, list(answer.detailedDiff)


@having(CASES)
def test_what_an_import_tells_makes_a_program(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)

    imported = engine.import_(case.resource, "subject", subject.recorded.id)

    assert imported is not None
    answer = engine.diff(imported, imported.inputs)  # which checks them, as a program's
    assert answer.changes == answer.DIFF_NONE, list(answer.detailedDiff)


@having(CASES)
def test_import_of_an_unknown_id_is_refused(engine: Engine, case: Case) -> None:
    subject = Subject(engine, case)
    engine.delete(subject.recorded)

    with pytest.raises(grpc.RpcError, match=f"there is no {case.resource.definition.token} '.*' in eu-central-1"):
        engine.import_(case.resource, "subject", subject.recorded.id)
