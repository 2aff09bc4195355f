"""`stackwright recover` after kill -9 of everything in the midst of an update, on the real engine."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from textwrap import dedent
from typing import Final

import psutil
import pytest

from stackwright.engine.find import Engine
from tests.engine.project import BOTO, Project, pulumi_yaml
from tests.engine.served_project import ServedProject, served_project
from tests.engine.test_interrupts import processes_of
from tests.server import Server
from tools.cloud import Cloud, Fault

SITE = """
    import pulumi
    import pulumi_boto as boto

    class Site(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("test:index:Site", name)
            inside = pulumi.ResourceOptions(parent=self)
            self.main = boto.ec2.Vpc("main", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=inside)
            self.spare = boto.ec2.Vpc("spare", cidr_block="10.1.0.0/16", opts=inside)
            self.role = boto.iam.Role("role", assume_role_policy_document={"Statement": []}, opts=inside)
            self.password = boto.ssm.Parameter(
                "password", type="SecureString", value="hunter2-hunter2", opts=inside
            )
            self.subnet = boto.ec2.Subnet("a", vpc_id=self.main.id, cidr_block="10.0.1.0/24", opts=inside)

    Site("site")
"""

BOUND: Final = 120.0
"""Seconds in which even a loaded machine comes to the calls that a test waits for; the calls last for 600."""


def lost(action: str) -> Fault:
    """Calls that take effect, of which the caller never hears."""
    return Fault(action, status=0, after=True, hold=600, times=-1)


def never(action: str) -> Fault:
    """Calls that never arrive, of which the caller hears nothing."""
    return Fault(action, status=0, hold=600, times=-1)


def kill_midway(project: Project, reached: Callable[[], bool]) -> None:
    """Begin an update; once it has come so far, kill engine, program and provider with kill -9."""
    with subprocess.Popen(
        project.command("up", "--yes", "--skip-preview"),
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ):
        try:
            deadline = time.monotonic() + BOUND
            while not reached():
                assert time.monotonic() < deadline, "the update did not come so far"
                time.sleep(0.05)
        finally:
            for process in processes_of(project):
                with suppress(psutil.NoSuchProcess):  # whose engine was killed a moment ago
                    process.kill()


def called(cloud: Cloud, **counts: int) -> Callable[[], bool]:
    """Whether actions such as ``ec2_CreateVpc`` were called so often."""
    return lambda: all(cloud.calls().get(name.replace("_", "."), 0) >= count for name, count in counts.items())


def recover(project: Project, *options: str, status: int = 0) -> str:
    """Run `stackwright recover` for the stack `dev`; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "stackwright.cli", "recover", "dev", *options],
        cwd=project.folder,
        env=project.environment | {"STACKWRIGHT_ENGINE": "build", "STACKWRIGHT_HOME": str(project.folder / "own")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + (done.stderr if status else "")


def networks(cloud: Cloud) -> list[str]:
    """The ranges of all networks but the account's default one."""
    return sorted(vpc["CidrBlock"] for vpc in cloud.client("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"])


def pending(project: Project) -> list[tuple[str, str]]:
    """What is pending: operations and names."""
    operations = json.loads(project.pulumi("stack", "export"))["deployment"].get("pending_operations", [])
    return sorted((each["type"], each["resource"]["urn"].split("::")[-1]) for each in operations)


@pytest.fixture
def anywhere(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever runs works in the pretend cloud."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def served(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path, server: Server, anywhere: None) -> Project:
    """A project on the state service, in the pretend cloud."""
    return begin(ServedProject(tmp_path, engine, server), request.node.originalname[:90])


def begin(project: Project, name: str) -> Project:
    """Give a project the provider and a stack, and the program of a site."""
    project.write("Pulumi.yaml", pulumi_yaml(name, more=BOTO))
    project.write("__main__.py", SITE)
    project.pulumi("stack", "init", "dev")
    return project


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("backend", ["service", "files"])
def test_what_was_made_is_taken_into_the_state_and_nothing_is_made_twice(
    backend: str, request: pytest.FixtureRequest, engine: Engine, tmp_path: Path, cloud: Cloud
) -> None:
    on_service = backend == "service"
    project = begin(
        ServedProject(tmp_path, engine, request.getfixturevalue("server")) if on_service else Project(tmp_path, engine),
        "taken",
    )
    cloud.inject(lost("ec2.CreateVpc"), lost("iam.CreateRole"), lost("ssm.PutParameter"))
    kill_midway(project, called(cloud, ec2_CreateVpc=2, iam_CreateRole=1, ssm_PutParameter=1))
    cloud.heal()
    project.pulumi("cancel", "--yes")
    assert pending(project) == [("creating", name) for name in ("main", "password", "role", "spare")]

    told = recover(project)

    assert told.count("and now in the state.") == 4
    assert ("The last operation on stack dev did not end well: admin cancelled it." in told) is on_service
    assert pending(project) == []
    assert "1 created" in project.up()  # the subnet, and what was not finished is finished
    assert "7 unchanged" in project.up()
    assert networks(cloud) == ["10.0.0.0/16", "10.1.0.0/16"]
    assert len(cloud.client("iam").list_roles()["Roles"]) == 1
    assert len(cloud.client("ssm").describe_parameters()["Parameters"]) == 1
    (main,) = cloud.client("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]
    names = cloud.client("ec2").describe_vpc_attribute(VpcId=main["VpcId"], Attribute="enableDnsHostnames")
    assert names["EnableDnsHostnames"]["Value"]
    assert "hunter2" not in project.pulumi("stack", "export")
    assert recover(project) == "Stack dev has nothing to recover.\n"


def test_what_never_came_to_be_is_cleared_and_made_by_the_next_update(served: Project, cloud: Cloud) -> None:
    cloud.inject(never("ec2.CreateVpc"))
    kill_midway(served, called(cloud, ec2_CreateVpc=2))
    cloud.heal()
    served.pulumi("cancel", "--yes")

    told = recover(served)

    for name in ("main", "spare"):
        assert f"boto:ec2:Vpc {name}: interrupted while creating; not there, so it is cleared.\n" in told
    assert pending(served) == []
    assert networks(cloud) == []
    served.up()
    assert networks(cloud) == ["10.0.0.0/16", "10.1.0.0/16"]


def test_of_what_two_interrupted_updates_made_one_stays(served: Project, cloud: Cloud) -> None:
    for count in (2, 4):
        cloud.inject(lost("ec2.CreateVpc"))
        kill_midway(served, called(cloud, ec2_CreateVpc=count))
        cloud.heal()
        served.pulumi("cancel", "--yes")
    assert len(networks(cloud)) == 4

    told = recover(served)

    networks_told = [line for line in told.splitlines() if line.startswith("boto:ec2:Vpc")]
    assert sum("the next update deletes" in line for line in networks_told) == 2
    assert sum("now in the state" in line for line in networks_told) == 2
    served.up()
    assert networks(cloud) == ["10.0.0.0/16", "10.1.0.0/16"]


def test_what_an_update_has_made_again_since_is_deleted_by_the_next(served: Project, cloud: Cloud) -> None:
    cloud.inject(lost("ec2.CreateVpc"))
    kill_midway(served, called(cloud, ec2_CreateVpc=2))
    cloud.heal()
    served.pulumi("cancel", "--yes")
    served.up()
    kept = json.loads(served.pulumi("stack", "export"))["deployment"]["resources"]

    recover(served)
    served.up()

    ids = {each["VpcId"] for each in cloud.client("ec2").describe_vpcs()["Vpcs"] if not each["IsDefault"]}
    assert ids == {each["id"] for each in kept if each["type"] == "boto:ec2:Vpc"}


REPLACED: Final = """
    import pulumi
    import pulumi_boto as boto

    elsewhere = pulumi.ProviderResource("boto", "elsewhere", {"region": "eu-west-1", "endpoint": "%s"})
    inside = pulumi.ResourceOptions(provider=elsewhere)
    boto.iam.Role("role", role_name="web", path="%s", assume_role_policy_document={"Statement": []}, opts=inside)
    boto.ec2.Vpc("main", cidr_block="10.0.0.0/16", enable_dns_hostnames=%s, opts=inside)
"""


def test_replacements_and_updates_that_were_cut_off_and_a_provider_of_the_programs_own(
    served: Project, cloud: Cloud
) -> None:
    served.write("__main__.py", REPLACED % (cloud.endpoint, "/old/", "False"))
    served.up()
    served.write("__main__.py", REPLACED % (cloud.endpoint, "/new/", "True"))
    cloud.inject(lost("iam.CreateRole"), lost("ec2.ModifyVpcAttribute"))
    kill_midway(served, called(cloud, iam_CreateRole=2, ec2_ModifyVpcAttribute=1))
    cloud.heal()
    served.pulumi("cancel", "--yes")
    assert pending(served) == [("creating", "role"), ("updating", "main")]

    told = json.loads(recover(served, "--json"))

    fates = sorted((each["operation"], each["fate"], each["id"]) for each in told["operations"])
    assert fates == [("creating", "imported", "web"), ("updating", "refreshed", "")]
    assert pending(served) == []
    assert "4 unchanged" in served.up()
    (role,) = cloud.client("iam").list_roles()["Roles"]
    assert (role["RoleName"], role["Path"]) == ("web", "/new/")


def test_a_create_of_which_its_provider_can_tell_nothing_is_kept_until_it_is_let_go(
    engine: Engine, tmp_path: Path, server: Server
) -> None:
    project = served_project(tmp_path, engine, server, "kept")
    started = tmp_path / "started"
    slow = f"""
        import pulumi
        pulumi.CustomResource("nothing:index:Thing", "slow", {{"wait": 600}})
        fast = pulumi.CustomResource("nothing:index:Thing", "fast", {{}})
        fast.id.apply(lambda _: open({str(started)!r}, "w").close())
    """
    project.write("__main__.py", dedent(slow))
    kill_midway(project, lambda: started.exists() and ("creating", "slow") in pending(project))
    project.pulumi("cancel", "--yes")

    told = recover(project, status=1)

    assert "nothing:index:Thing slow: interrupted while creating; kept, since its provider cannot tell" in told
    assert "`pulumi import nothing:index:Thing slow ID`" in told
    assert "error[SW111]: All creates that stack dev has pending are kept" in told
    assert pending(project) == [("creating", "slow")]
    assert "cleared, though" in recover(project, "--clear")
    assert pending(project) == []


def test_a_stack_that_an_update_holds_is_left_alone_and_who_holds_it_is_said(served: Project, cloud: Cloud) -> None:
    cloud.inject(never("ec2.CreateVpc"))
    kill_midway(served, called(cloud, ec2_CreateVpc=2))

    before = pending(served)

    told = recover(served, status=1)

    assert "is held by admin, whose update started at" in told
    assert "`pulumi cancel`" in told
    assert pending(served) == before != []
