"""What the engine is told of a running program, besides its resources."""

from __future__ import annotations

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
