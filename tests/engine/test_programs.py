"""Pulumi's own kinds of Python programs run on the built engine."""

from __future__ import annotations

import json

from tests.engine.project import Project, pulumi_yaml


def test_a_program_reads_its_configuration(project: Project) -> None:
    project.write(
        "__main__.py",
        """
        import pulumi

        config = pulumi.Config()
        pulumi.export("size", config.require_int("size") + 1)
        pulumi.export("zones", config.require_object("zones"))
        pulumi.export("where", f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}")
        """,
    )
    project.pulumi("config", "set", "size", "4")
    project.pulumi("config", "set", "--path", "zones[0]", "a")
    project.up()
    assert project.output("size") == "5"
    assert json.loads(project.output("zones")) == ["a"]
    assert project.output("where") == "organization/example/dev"


def test_a_secret_stays_secret(project: Project) -> None:
    project.write(
        "__main__.py",
        """
        import pulumi

        password = pulumi.Config().require_secret("password")
        pulumi.export("connection", pulumi.Output.concat("user:", password))
        """,
    )
    project.pulumi("config", "set", "--secret", "password", "hush-hush")
    shown = project.up()
    assert "hush-hush" not in shown
    assert "[secret]" in shown
    state = project.pulumi("stack", "export")
    assert "hush-hush" not in state
    assert project.pulumi("stack", "output", "connection", "--show-secrets").strip() == "user:hush-hush"


def test_a_stack_reference_reads_another_stack(project: Project) -> None:
    project.write("__main__.py", "import pulumi\npulumi.export('vpc', 'vpc-1')\n")
    project.up()
    project.write("reader/Pulumi.yaml", pulumi_yaml("reader"))
    project.write(
        "reader/__main__.py",
        """
        import pulumi

        network = pulumi.StackReference("organization/example/dev")
        pulumi.export("vpc", network.require_output("vpc"))
        """,
    )
    project.pulumi("stack", "init", "dev", folder="reader")
    project.pulumi("up", "--yes", "--skip-preview", folder="reader")
    assert project.pulumi("stack", "output", "vpc", folder="reader").strip() == "vpc-1"


def test_component_resources_nest(project: Project) -> None:
    project.write(
        "__main__.py",
        """
        import pulumi

        class Part(pulumi.ComponentResource):
            def __init__(self, name, opts=None):
                super().__init__("test:index:Part", name, {}, opts)
                self.register_outputs({"label": name})

        whole = Part("whole")
        Part("piece", pulumi.ResourceOptions(parent=whole))
        """,
    )
    project.up()
    resources = json.loads(project.pulumi("stack", "export"))["deployment"]["resources"]
    parents = {resource["urn"].rsplit("::", 1)[1]: resource.get("parent", "") for resource in resources}
    assert parents["piece"].endswith("test:index:Part::whole")


DYNAMIC = """
    import os
    import pulumi
    from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

    class Files(ResourceProvider):
        def create(self, props):
            with open(props["path"], "w") as file:
                file.write(props["text"])
            return CreateResult(id_=props["path"], outs={**props, "length": len(props["text"])})

        def diff(self, id, old, new):
            return DiffResult(changes=old["text"] != new["text"])

        def update(self, id, old, new):
            return UpdateResult(outs=self.create(new).outs)

        def delete(self, id, props):
            os.remove(id)

    class File(Resource):
        length: pulumi.Output[int]

        def __init__(self, name, path, text):
            super().__init__(Files(), name, {"path": path, "text": text, "length": None})

    config = pulumi.Config()
    pulumi.export("length", File("file", config.require("path"), config.require("text")).length)
"""


def test_a_dynamic_provider_creates_updates_and_deletes(project: Project) -> None:
    path = project.folder / "made.txt"
    project.write("__main__.py", DYNAMIC)
    project.pulumi("config", "set", "path", str(path))
    project.pulumi("config", "set", "text", "one")
    project.up()
    assert (path.read_text(), project.output("length")) == ("one", "3")
    project.pulumi("config", "set", "text", "three")
    assert "1 updated" in project.up()
    assert (path.read_text(), project.output("length")) == ("three", "5")
    assert "unchanged" in project.up("--expect-no-changes")
    project.pulumi("destroy", "--yes", "--skip-preview")
    assert not path.exists()


def test_the_program_may_be_a_file_with_modules_beside_it(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(more="main: source/start.py\n"))
    project.write("source/start.py", "import pulumi\nfrom neighbour import ANSWER\npulumi.export('answer', ANSWER)\n")
    project.write("source/neighbour.py", "ANSWER = 42\n")
    project.up()
    assert project.output("answer") == "42"


def test_modules_of_a_program_hide_none_of_ours(project: Project) -> None:
    for name in ("server", "program", "packages", "grpc_helper"):
        project.write(f"{name}.py", "NAME = 'mine'\n")
    project.write(
        "__main__.py", "import server, program, packages\nassert server.NAME == program.NAME == packages.NAME\n"
    )
    project.write("grpc.py", "")  # the host itself must not import this one
    assert "previewing" not in project.pulumi("about")


def test_output_of_the_program_is_shown(project: Project) -> None:
    project.write("__main__.py", "import sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)\n")
    shown = project.up()
    assert "to stdout" in shown
    assert "to stderr" in shown


def test_the_environment_of_the_program_is_active_in_it(project: Project) -> None:
    project.write(
        "__main__.py",
        """
        import os, shutil, sys
        import pulumi

        pulumi.export("same", os.path.dirname(shutil.which("python")) == os.path.dirname(sys.executable))
        """,
    )
    project.up()
    assert project.output("same") == "true"


def test_the_type_checker_of_the_options_is_asked_first(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml() + "    typechecker: mypy\n")
    project.write("__main__.py", "number: int = 'text'\n")
    shown = project.up(status=1)
    assert "Incompatible types in assignment" in shown
    assert "mypy rejects the program" in shown
