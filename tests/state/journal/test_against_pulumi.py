"""Replay makes what Pulumi's own replay makes, of any journal: the real one runs beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackwright.errors import SnapshotError
from stackwright.state.journal import findings, replay
from tests.state.journal.documents import NOW, Document, decoded, document_of, typed
from tests.state.journal.engine_runs import EngineRun, engine_runs
from tests.state.journal.journals import FORMER, AnyJournal, any_journals, deployments
from tests.state.journal.pulumi_replay import ENGINE_VERSION, PulumiReplay

many = settings(
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def _comparable(envelope: Any) -> Any:
    """Without the time, and with pending operations in an order: Pulumi's is that of a Go map, so any."""
    envelope["deployment"]["manifest"].pop("time")
    operations = envelope["deployment"].get("pending_operations", [])
    operations.sort(key=lambda operation: json.dumps(operation, sort_keys=True))
    return envelope


def _same(pulumi: PulumiReplay, base: Document, entries: list[Document]) -> None:
    answer = pulumi.replay(base, entries)
    if answer.error:
        with pytest.raises(SnapshotError):
            replay(typed(base), decoded(entries), time=NOW, engine_version=ENGINE_VERSION)
        assert "have the same alias" in answer.error
        return
    ours = replay(typed(base), decoded(entries), time=NOW, engine_version=ENGINE_VERSION)
    assert _comparable(document_of(ours)) == _comparable(answer.result)
    assert bool(findings(ours.deployment)) == bool(answer.integrity)


@many
@given(journal=any_journals())
def test_any_journal_gives_the_same_deployment(pulumi: PulumiReplay, journal: AnyJournal) -> None:
    _same(pulumi, journal.base, journal.entries)


@many
@given(run=engine_runs(), data=st.data())
def test_a_run_of_an_engine_interrupted_anywhere_gives_the_same_deployment(
    pulumi: PulumiReplay, run: EngineRun, data: st.DataObject
) -> None:
    _same(pulumi, run.base, run.entries[: data.draw(st.integers(0, len(run.entries)))])


@many
@given(
    deployment=deployments(),
    version=st.sampled_from(("", "v3.1.0")),
    provider=st.sampled_from(("", "nonsense", f"{FORMER[0]}::id")),
)
def test_the_same_deployments_are_sound(
    pulumi: PulumiReplay, deployment: Document, version: str, provider: str
) -> None:
    deployment["manifest"]["version"] = version
    if provider and "resources" in deployment:
        deployment["resources"][-1]["provider"] = provider
    assert bool(findings(typed(deployment).deployment)) == bool(pulumi.judge(deployment))
