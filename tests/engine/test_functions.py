"""Functions of providers, called outside of any stack."""

from __future__ import annotations

from typing import Any

from stackwright.engine.functions import FunctionCall, Provider, Unanswered, call_functions
from tests.engine.project import Project
from tools.cloud import Cloud
from tools.cloud.server import REGION


def called(project: Project, *calls: FunctionCall) -> list[Any]:
    """What calls return in the project's environment."""
    environment = {name: value for name, value in project.environment.items() if name.startswith("PULUMI_")}
    return list(call_functions(calls, project.folder, engine=project.engine, environment=environment))


def test_each_call_has_its_answer_or_the_reason_why_not_and_no_stack_is_touched(
    boto_project: Project, cloud: Cloud
) -> None:
    here = Provider("here", "boto", {"region": REGION})
    nowhere = Provider("nowhere", "boto", {"region": "mars"})
    before = boto_project.pulumi("stack", "ls", "--json")

    identity, region, missing, unusable = called(
        boto_project,
        FunctionCall("boto:index:getCallerIdentity", {}, here),
        FunctionCall("boto:index:getAvailabilityZones", {}, here),
        FunctionCall("boto:index:getNothing", {}, here),
        FunctionCall("boto:index:getCallerIdentity", {}, nowhere),
    )

    assert identity["accountId"] == cloud.client("sts").get_caller_identity()["Account"]
    assert region["names"][0].startswith(REGION)
    assert isinstance(missing, Unanswered)
    assert missing.reason.endswith("has no function boto:index:getNothing.")
    assert isinstance(unusable, Unanswered)
    assert "'mars' is no region of AWS" in unusable.reason
    assert "\n" not in unusable.reason
    assert boto_project.pulumi("stack", "ls", "--json") == before


def test_a_provider_that_is_not_installed_is_named(project: Project) -> None:
    (answer,) = called(project, FunctionCall("nosuch:index:find", {}, Provider("x", "nosuch", {}, version="1.0.0")))

    assert isinstance(answer, Unanswered)
    assert "nosuch" in answer.reason
