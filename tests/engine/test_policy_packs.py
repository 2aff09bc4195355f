"""Policy packs that the state service keeps: published, enabled, and run by every plain `pulumi up`."""

from __future__ import annotations

import shutil
import site
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stackwright.engine.find import Engine
from tests.engine.project import Project, pulumi_yaml
from tests.server import Server, serving

PACK = """
    from pulumi_policy import EnforcementLevel, PolicyConfigSchema, PolicyPack, ResourceValidationPolicy

    def few_parts(arguments, report):
        if arguments.resource_type == "test:index:Part":
            report(f"at most {arguments.get_config()['max']:.0f} parts, says VERSION")

    PolicyPack(
        "house-rules",
        enforcement_level=EnforcementLevel.MANDATORY,
        policies=[
            ResourceValidationPolicy(
                name="few-parts",
                description="Few parts.",
                config_schema=PolicyConfigSchema(properties={"max": {"type": "integer", "default": 3}}),
                validate=few_parts,
            )
        ],
    )
"""

PROGRAM = """
    import pulumi

    pulumi.ComponentResource("test:index:Part", "part", {})
"""


@dataclass(frozen=True)
class ServedProject(Project):
    """A project whose backend is the state service."""

    server: Server

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "PULUMI_BACKEND_URL": self.server.address,
            "PULUMI_ACCESS_TOKEN": self.server.token,
            "PULUMI_PYTHON_CMD": sys.executable,
        }

    def publish(self, version: str, *, virtualenv: str = sys.prefix) -> str:
        """Publish a version of the pack; without ``virtualenv``, its clients make one for it."""
        options = f"  options:\n    virtualenv: {virtualenv}\n" if virtualenv else ""
        self.write("pack/PulumiPolicy.yaml", f"version: {version}\nruntime:\n  name: python\n{options}")
        self.write("pack/__main__.py", PACK.replace("VERSION", version))
        return self.pulumi("policy", "publish", folder="pack")


@pytest.fixture
def project(tmp_path: Path, engine: Engine) -> Iterator[ServedProject]:
    """A project with a part, and a stack `dev` on a server of its own."""
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}") as server:
        project = ServedProject(tmp_path / "project", engine, server)
        project.write("Pulumi.yaml", pulumi_yaml())
        project.write("__main__.py", PROGRAM)
        project.pulumi("stack", "init", "dev")
        yield project


def test_what_is_enabled_runs_in_every_update_until_it_is_disabled(project: ServedProject) -> None:
    project.publish("1.0.0")
    project.pulumi("policy", "enable", "organization/house-rules", "latest")
    blocked = project.up(status=1)
    assert "at most 3 parts, says 1.0.0" in blocked
    assert "1 created" not in blocked

    # Its configuration makes the same version milder, and sets what the rule compares with.
    config = project.write("config.json", '{"all": "advisory", "few-parts": {"max": 5}}')
    project.pulumi("policy", "enable", "organization/house-rules", "1.0.0", "--config", str(config))
    advised = project.up()
    assert "at most 5 parts, says 1.0.0" in advised
    assert "1 created" in advised

    project.pulumi("policy", "disable", "organization/house-rules")
    assert "at most" not in project.up()


def test_what_a_group_audits_is_shown_and_stops_nothing(project: ServedProject) -> None:
    project.publish("1.0.0")
    project.pulumi("policy", "group", "new", "watched", "--entity-type", "stacks", "--mode", "audit", "--yes")
    project.pulumi("policy", "group", "edit", "watched", "--add-stack", "dev", "--add-policy-pack", "house-rules")
    audited = project.up()
    assert "[advisory]  few-parts" in audited
    assert "2 created" in audited


def test_the_policy_commands_work(project: ServedProject) -> None:
    for version in ("1.0.0", "1.1.0"):
        project.publish(version)
    again = project.pulumi("policy", "publish", folder="pack", status=1)
    assert "published already, and what is published never changes" in again
    listed = project.pulumi("policy", "ls")
    assert "house-rules" in listed
    assert "1.0.0, 1.1.0" in listed

    bad = project.write("bad.json", '{"few-parts": {"max": "many"}}')
    pack = "organization/house-rules"
    project.pulumi("policy", "validate-config", pack, "1.1.0", "--config", str(bad), status=1)
    refused = project.pulumi("policy", "enable", pack, "latest", "--config", str(bad), status=1)
    assert "'max' of policy 'few-parts' of house-rules 1.1.0 does not fit" in refused

    project.pulumi("policy", "group", "new", "some", "--entity-type", "stacks", "--yes")
    group = project.pulumi(
        "policy", "group", "edit", "some", "--add-stack", "example/dev", "--add-policy-pack", "house-rules@1.0.0"
    )
    assert "house-rules (1.0.0)" in group
    assert "example/dev" in group
    assert "Successfully installed 1 policy pack" in project.pulumi("policy", "install", "--stack", "dev")
    in_use = project.pulumi("policy", "rm", pack, "all", "--yes", status=1)
    assert "cannot be removed while the policy group some enables it" in in_use

    project.pulumi("policy", "group", "edit", "some", "--remove-policy-pack", "house-rules@1.0.0", "--name", "others")
    listed = project.pulumi("policy", "group", "ls")
    assert [line.split()[:4] for line in listed.splitlines() if "N" in line.split()[1:2]] == [["others", "N", "0", "1"]]
    project.pulumi("policy", "group", "rm", "others", "--yes")
    project.pulumi("policy", "rm", pack, "1.0.0", "--yes")
    assert "1.0.0" not in project.pulumi("policy", "ls")


def test_what_a_pack_needs_is_installed_with_it(project: ServedProject, tmp_path: Path) -> None:
    project.write("pack/requirements.txt", f"{_wheel(tmp_path)}\n")
    project.publish("1.0.0", virtualenv="")
    project.pulumi("policy", "enable", "organization/house-rules", "1.0.0")
    assert "at most 3 parts, says 1.0.0" in project.up(status=1)
    assert list(project.folder.glob("home/policies/organization/*/venv/bin/python"))


def _wheel(folder: Path) -> Path:
    """A package to install, which needs no index and lends the new environment the packages of this one."""
    information = folder / "source" / "lent-1.0.dist-info"
    information.mkdir(parents=True)
    (folder / "source" / "lent.pth").write_text("\n".join(site.getsitepackages()))
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: lent\nVersion: 1.0\n")
    (information / "WHEEL").write_text(
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    (information / "RECORD").write_text("lent.pth,,\n")
    archive = Path(shutil.make_archive(str(folder / "lent-1.0-py3-none-any"), "zip", folder / "source"))
    return archive.rename(archive.with_suffix(".whl"))
