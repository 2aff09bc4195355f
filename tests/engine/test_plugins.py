"""Plugins written in Python run from a folder: policy packs and component providers."""

from __future__ import annotations

import sys

from tests.engine.project import Project

PACK = """
    import pulumi
    from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

    def no_parts(arguments, report):
        if arguments.resource_type == "test:index:Part":
            stack, limit = pulumi.get_stack(), pulumi.Config("example").get("limit")
            report(f"no parts in {stack}, limit {limit}")

    PolicyPack(
        "house-rules",
        enforcement_level=EnforcementLevel.LEVEL,
        policies=[ResourceValidationPolicy(name="no-parts", description="No parts.", validate=no_parts)],
    )
"""

PROGRAM = """
    import pulumi

    pulumi.ComponentResource("test:index:Part", "part", {})
"""


def write_pack(project: Project, level: str) -> None:
    project.write("__main__.py", PROGRAM)
    project.write("pack/PulumiPolicy.yaml", f"runtime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n")
    project.write("pack/__main__.py", PACK.replace("LEVEL", level))
    project.pulumi("config", "set", "limit", "0")


def test_a_mandatory_policy_blocks_the_update_and_knows_the_stack(project: Project) -> None:
    write_pack(project, "MANDATORY")
    shown = project.up("--policy-pack", "pack", status=1)
    assert "no parts in dev, limit 0" in shown
    assert "mandatory" in shown.lower()
    assert "1 created" not in shown


def test_an_advisory_policy_only_advises(project: Project) -> None:
    write_pack(project, "ADVISORY")
    shown = project.up("--policy-pack", "pack")
    assert "no parts in dev, limit 0" in shown
    assert "2 created" in shown


def test_a_broken_policy_pack_fails_with_its_own_error(project: Project) -> None:
    write_pack(project, "ADVISORY")
    project.write("pack/__main__.py", "raise ValueError('broken pack')\n")
    shown = project.up("--policy-pack", "pack", status=1)
    assert "ValueError: broken pack" in shown


def test_a_component_provider_runs_from_a_folder(project: Project) -> None:
    project.write("provider/PulumiPlugin.yaml", f"runtime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n")
    project.write(
        "provider/__main__.py",
        """
        from typing import Optional, TypedDict

        import pulumi
        from pulumi.provider.experimental import component_provider_host

        class GreeterArgs(TypedDict):
            who: pulumi.Input[str]

        class Greeter(pulumi.ComponentResource):
            greeting: pulumi.Output[str]

            def __init__(self, name: str, args: GreeterArgs, opts: Optional[pulumi.ResourceOptions] = None) -> None:
                super().__init__("greetings:index:Greeter", name, {}, opts)
                self.greeting = pulumi.Output.concat("hello ", args["who"])
                self.register_outputs({"greeting": self.greeting})

        component_provider_host(name="greetings", components=[Greeter])
        """,
    )
    project.write(
        "__main__.py",
        """
        import pulumi

        class Greeter(pulumi.ComponentResource):
            greeting: pulumi.Output[str]

        greeter = Greeter("greetings:index:Greeter", "g", {"who": "world", "greeting": None}, remote=True)
        pulumi.export("greeting", greeter.greeting)
        """,
    )
    with (project.folder / "Pulumi.yaml").open("a") as file:
        file.write("plugins:\n  providers:\n  - name: greetings\n    path: provider\n")
    project.up()
    assert project.output("greeting") == "hello world"
