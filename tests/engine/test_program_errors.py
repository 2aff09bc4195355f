"""What a user sees of a program that fails: what and where, nothing of the machinery."""

from __future__ import annotations

import sys

import pytest

from tests.engine.project import Project, pulumi_yaml

MACHINERY = ("asyncio", "runpy", "run_in_stack", "language_host", "exit code", "exit status", "grpc")


def diagnostics(shown: str) -> str:
    return shown.split("Diagnostics:")[1].split("Resources:")[0]


def assert_no_machinery(shown: str) -> None:
    for word in MACHINERY:
        assert word not in diagnostics(shown)


def test_an_exception_shows_the_frames_of_the_program(project: Project) -> None:
    project.write("parts.py", "def half(number):\n    return number / 0\n")
    project.write("__main__.py", "from parts import half\n\nhalf(4)\n")
    shown = project.up(status=1)
    assert "ZeroDivisionError: division by zero" in shown
    assert 'parts.py", line 2, in half' in shown
    assert '__main__.py", line 3, in <module>' in shown
    assert_no_machinery(shown)


def test_an_exception_in_an_apply_shows_the_frames_of_the_program(project: Project) -> None:
    project.write(
        "__main__.py",
        """\
        import pulumi

        def check(value):
            raise ValueError(f"bad {value}")

        pulumi.export("x", pulumi.Output.from_input("thing").apply(check))
        """,
    )
    shown = project.up(status=1)
    assert "ValueError: bad thing" in shown
    assert '__main__.py", line 4, in check' in shown
    assert_no_machinery(shown)


def test_a_cause_is_shown_with_its_own_frames(project: Project) -> None:
    project.write(
        "__main__.py",
        """\
        try:
            {}["key"]
        except KeyError as error:
            raise RuntimeError("no such setting") from error
        """,
    )
    shown = project.up(status=1)
    assert "KeyError: 'key'" in shown
    assert "RuntimeError: no such setting" in shown
    assert_no_machinery(shown)


def test_a_run_error_shows_just_its_sentence(project: Project) -> None:
    project.write("__main__.py", "import pulumi\nraise pulumi.RunError('The zone must have a name.')\n")
    shown = project.up(status=1)
    assert "The zone must have a name." in shown
    assert "Traceback" not in shown
    assert_no_machinery(shown)


def test_a_missing_setting_is_one_sentence(project: Project) -> None:
    project.write("__main__.py", "import pulumi\npulumi.Config().require('size')\n")
    shown = project.up(status=1)
    assert "Missing required configuration variable 'example:size'" in shown
    assert "Traceback" not in shown


def test_a_syntax_error_shows_its_line(project: Project) -> None:
    project.write("__main__.py", "import pulumi\nvpc = (1,\n")
    shown = project.up(status=1)
    assert "SyntaxError" in shown
    assert '__main__.py", line 2' in shown
    assert_no_machinery(shown)


def test_a_missing_module_says_how_to_get_it(project: Project) -> None:
    project.write("__main__.py", "import no_such_module\n")
    shown = project.up(status=1)
    assert "No module named 'no_such_module'" in shown
    assert "pulumi install" in shown
    assert_no_machinery(shown)


def test_a_missing_program_says_where_it_should_be(project: Project) -> None:
    (project.folder / "__main__.py").unlink()
    shown = project.up(status=1)
    assert f"no `__main__.py` in {project.folder}" in shown
    assert "Traceback" not in shown


def test_a_program_that_exits_tells_its_status(project: Project) -> None:
    project.write("__main__.py", "import sys\nsys.exit(3)\n")
    assert "the program ended itself with exit status 3" in project.up(status=1)


def test_a_program_that_exits_with_a_sentence_shows_it(project: Project) -> None:
    project.write("__main__.py", "import sys\nsys.exit('Not on Fridays.')\n")
    shown = project.up(status=1)
    assert "Not on Fridays." in shown
    assert_no_machinery(shown)


def test_an_environment_without_the_sdk_says_so(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(virtualenv="bare"))
    project.write("bare/bin/python", f'#!/bin/sh\nexec {sys.base_prefix}/bin/python3 -I -S "$@"\n').chmod(0o755)
    shown = project.up(status=1)
    assert "The Pulumi SDK is not installed" in shown
    assert "Traceback" not in shown


def test_an_environment_that_is_none_says_how_to_make_it(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(virtualenv="venv"))
    project.write("venv/text.txt", "")
    shown = project.up(status=1)
    assert f"{project.folder / 'venv'} is no virtual environment" in shown
    assert "pulumi install" in shown


def test_an_interpreter_that_cannot_run_is_named(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(virtualenv="venv"))
    project.write("venv/bin/python", "not a program").chmod(0o644)
    assert f"{project.folder}/venv/bin/python cannot be run: Permission denied" in project.up(status=1)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [("toolchain: conda", "must be one of pip, uv, poetry"), ("typechecker: pytype", "must be one of mypy, pyright")],
)
def test_a_wrong_runtime_option_says_what_is_right(project: Project, option: str, sentence: str) -> None:
    project.write("Pulumi.yaml", f"{pulumi_yaml()}    {option}\n")
    assert sentence in project.up(status=1)
