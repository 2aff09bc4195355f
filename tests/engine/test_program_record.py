"""What the engine is told of a running program, besides its resources."""

from __future__ import annotations

import json

from tests.engine.project import Project


def test_debug_messages_are_shown_on_request_in_the_order_they_were_said(project: Project) -> None:
    project.write(
        "__main__.py",
        """
        import pulumi

        for number in range(100):
            pulumi.debug(f"message {number} of 100")
        pulumi.info("all said")
        """,
    )
    shown = project.pulumi("up", "--yes", "--skip-preview", "--debug", "--suppress-progress", "--diff")
    said = [f"message {number} of 100" for number in range(100)] + ["all said"]
    places = [shown.index(message) for message in said]
    assert places == sorted(places)


def test_the_state_holds_the_stack_of_a_resource_without_what_runs_the_program(project: Project) -> None:
    project.write(
        "parts.py",
        """
        import pulumi


        class Part(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("test:index:Part", name)


        def make():
            Part("whole")
        """,
    )
    project.write("__main__.py", "import parts\n\nparts.make()\n")
    project.up()
    resources = json.loads(project.pulumi("stack", "export"))["deployment"]["resources"]
    part = next(resource for resource in resources if resource["type"] == "test:index:Part")
    places = [frame["sourcePosition"] for frame in part["stackTrace"]]
    assert places == ["project:///parts.py#11", "project:///__main__.py#3"]
    assert part["sourcePosition"] == places[0]
