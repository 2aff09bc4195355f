"""`stackwright engine` and `stackwright pulumi`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from stackwright.engine.find import Engine

COMMAND = [sys.executable, "-m", "stackwright.cli"]


def run(*arguments: str, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [*COMMAND, *arguments],
        env=os.environ | {"STACKWRIGHT_ENGINE": "build"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == status, result.stdout + result.stderr
    return result


def test_status_tells_program_version_origin_and_language_host(engine: Engine) -> None:
    told = json.loads(run("engine", "status", "--json").stdout)
    assert told["program"] == str(engine.program)
    assert told["version"] == engine.version
    assert told["origin"] == "build"
    assert told["language_host"] == str(engine.language_host)
    assert engine.version in run("engine", "status").stdout


def test_status_without_an_engine_is_one_sentence(tmp_path: Path) -> None:
    result = run("engine", "status", status=69, STACKWRIGHT_CACHE=str(tmp_path))
    assert result.stderr.startswith("error[SW101]: ")
    assert result.stderr.count("\n") == 1


def test_env_makes_a_shell_find_the_engine_after_every_other(engine: Engine, tmp_path: Path) -> None:
    line = run("engine", "env").stdout
    script = f"{line}\ncommand -v pulumi && pulumi version && ! command -v pulumi-language-python"
    answer = subprocess.run(
        ["/bin/sh", "-c", script], env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"v{engine.version}" in answer.stdout
    vendor = tmp_path / "pulumi"
    vendor.write_text("#!/bin/sh\necho vendor\n")
    vendor.chmod(0o755)
    answer = subprocess.run(
        ["/bin/sh", "-c", f"{line}\npulumi version"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert answer.stdout == "vendor\n"


@pytest.mark.usefixtures("engine")
def test_pulumi_passes_every_argument_and_the_status_on() -> None:
    assert "--parallel" in run("pulumi", "up", "--help").stdout
    assert run("pulumi", "version").stdout.startswith("v3.")
    assert "unknown flag: --no-such-flag" in run("pulumi", "version", "--no-such-flag", status=1).stderr


@pytest.mark.usefixtures("engine")
def test_pulumi_starts_without_the_libraries_of_other_commands() -> None:
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], "pulumi", "version"],
        env=os.environ | {"STACKWRIGHT_ENGINE": "build"},
        capture_output=True,
        text=True,
        check=True,
    )

    imported = {line.split("|")[-1].strip().split(".")[0] for line in answer.stderr.splitlines()}
    assert answer.stdout.startswith("v3.")
    assert "stackwright" in imported
    assert imported.isdisjoint({"asyncio", "click", "grpc", "jinja2", "pulumi", "pydantic", "rich", "typer"})


def test_a_pulumi_that_cannot_be_had_is_one_sentence(tmp_path: Path) -> None:
    missing = str(tmp_path / "pulumi")

    answer = run("pulumi", "up", status=70, STACKWRIGHT_ENGINE=missing)

    assert answer.stderr == (
        f"error[SW100]: STACKWRIGHT_ENGINE names {missing}, which is no program; "
        "set it to `vendor`, `build` or the path of a Pulumi CLI.\n"
    )


def test_the_version_is_that_of_the_distribution() -> None:
    assert run("--version").stdout == f"stackwright {version('stackwright')}\n"
