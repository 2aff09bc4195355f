"""How the engine is found, and what is said where there is none."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stackwright.engine.find import Engine, Origin, ensure_engine, find_engine
from stackwright.engine.launchers import LANGUAGE_HOST, path_folder, write_launchers
from stackwright.engine.release import built_engine_folder, pinned_release
from stackwright.errors import EngineError, EngineNotFoundError, EngineVersionError

INSTALL = [sys.executable, "-m", "stackwright.cli", "engine", "install"]
SYSTEM_PATH = os.pathsep.join(["/usr/bin", "/bin"])


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty cache, no engine on PATH, and no way forced."""
    monkeypatch.setenv("STACKWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", SYSTEM_PATH)
    monkeypatch.setenv("STACKWRIGHT_ENGINE", "")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be downloaded: every client is pointed at a closed port of this machine."""
    closed = "http://127.0.0.1:9"
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, closed)
    for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.setenv(name, f"{closed}/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("GOPROXY", closed)
    monkeypatch.setenv("no_proxy", "")


def pretend_pulumi(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "pulumi"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def cached(engine: Engine) -> Iterator[Path]:
    """The built engine in the test's own cache, without building it again."""
    folder = built_engine_folder()
    (folder / "bin").mkdir(parents=True)
    os.link(engine.program.resolve(), folder / "bin" / "pulumi")
    yield folder
    shutil.rmtree(folder)


def test_the_engine_on_path_comes_first_and_nothing_is_added_to_it(
    cached: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = pretend_pulumi(tmp_path / "vendor", "v3.300.1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'vendor'}{os.pathsep}{SYSTEM_PATH}")
    before = os.environ["PATH"]
    engine = ensure_engine()
    assert (engine.program, engine.version, engine.origin) == (program, "3.300.1", Origin.PATH)
    assert sorted(file.name for file in (tmp_path / "vendor").iterdir()) == ["pulumi"]
    assert os.environ["PATH"] == before
    assert shutil.which(LANGUAGE_HOST) is None


def test_the_cached_engine_is_found_without_one_on_path(cached: Path) -> None:
    engine = find_engine()
    assert engine is not None
    assert (engine.program, engine.origin) == (cached / "bin" / "pulumi", Origin.BUILD)
    assert engine.version == pinned_release().engine_version
    assert engine.language_host == cached / "bin" / LANGUAGE_HOST


def test_the_folder_for_a_shells_path_holds_the_program_alone(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_engine()
    assert [file.name for file in path_folder(cached).iterdir()] == ["pulumi"]
    monkeypatch.setenv("PATH", f"{SYSTEM_PATH}{os.pathsep}{path_folder(cached)}")
    engine = find_engine()  # still ours, not taken for the user's own
    assert engine is not None
    assert engine.origin is Origin.BUILD


def test_the_launchers_follow_a_stackwright_that_moves(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/moved/bin/python")
    host = write_launchers(cached)
    result = subprocess.run([host], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "run 'stackwright engine install'" in result.stderr
    monkeypatch.undo()
    write_launchers(cached)
    assert sys.executable in host.read_text()


def test_an_engine_that_is_too_old_is_refused_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = pretend_pulumi(tmp_path / "old", "v3.100.0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'old'}{os.pathsep}{SYSTEM_PATH}")
    with pytest.raises(EngineVersionError, match=r"3\.100\.0, but Stackwright needs 3\.200\.0") as caught:
        ensure_engine()
    assert str(program) in str(caught.value)


@pytest.mark.parametrize("answer", ["hello", "v3", ""])
def test_a_pulumi_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setenv("STACKWRIGHT_ENGINE", str(pretend_pulumi(tmp_path / "odd", answer)))
    with pytest.raises(EngineError, match="is no Pulumi CLI"):
        find_engine()


def test_a_forced_program_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKWRIGHT_ENGINE", "/no/such/pulumi")
    with pytest.raises(EngineError, match=r"STACKWRIGHT_ENGINE names /no/such/pulumi"):
        find_engine()


def test_a_way_can_be_forced(cached: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_pulumi(tmp_path / "vendor", "v3.300.1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'vendor'}{os.pathsep}{SYSTEM_PATH}")
    monkeypatch.setenv("STACKWRIGHT_ENGINE", "build")
    engine = find_engine()
    assert engine is not None
    assert engine.origin is Origin.BUILD
    monkeypatch.setenv("STACKWRIGHT_ENGINE", "vendor")
    assert find_engine() is None


@pytest.mark.usefixtures("no_network")
def test_without_go_and_network_one_sentence_says_how_to_fix_it(tmp_path: Path) -> None:
    with pytest.raises(EngineNotFoundError) as caught:
        ensure_engine()
    sentence = str(caught.value)
    assert "the vendor's download site cannot be reached" in sentence
    assert "https://www.pulumi.com/docs/install" in sentence
    assert "\n" not in sentence
    left = [file.name for file in (tmp_path / "cache").rglob("*") if file.name != "engine.lock" and file.is_file()]
    assert left == []


def pretend_go(folder: Path, build: str) -> None:
    """A Go whose builds take no three minutes, first on the PATH there is; ``build`` is shell text."""
    go = folder / "go" / "go"
    go.parent.mkdir()
    go.write_text(f'#!/bin/sh\ncase "$1" in\nenv) echo go1.30.0 ;;\nbuild)\n{build}\n;;\nesac\n')
    go.chmod(0o755)
    os.environ["PATH"] = f"{go.parent}{os.pathsep}{SYSTEM_PATH}"  # undone with the fixture's own change
    os.environ["STACKWRIGHT_ENGINE"] = "build"


WRITE_PROGRAM = """
    while [ "$1" != -o ]; do shift; done
    mkdir -p "$(dirname "$2")" && printf '#!/bin/sh\\n' > "$2" && chmod +x "$2"
"""


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    pretend_go(tmp_path, 'echo "disk full" >&2; exit 1')
    with pytest.raises(EngineNotFoundError, match="go failed: disk full"):
        ensure_engine()
    assert list((tmp_path / "cache" / "engine").iterdir()) == []


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    pretend_go(tmp_path, WRITE_PROGRAM)
    (tmp_path / "cache" / "engine" / ".building-x" / "module").mkdir(parents=True)
    ensure_engine()
    assert list((tmp_path / "cache" / "engine").iterdir()) == [built_engine_folder()]


def test_an_interrupted_installation_leaves_no_process_and_nothing_half(tmp_path: Path) -> None:
    pretend_go(tmp_path, f"echo $$ > {tmp_path}/building; sleep 600")
    installer = subprocess.Popen(INSTALL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while not (tmp_path / "building").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    # The file is there before the installer knows of its child; in that moment an interrupt is told as a failed
    # build (69), seen once in a full run on a busy machine and still to be mended.
    time.sleep(1)
    installer.send_signal(signal.SIGINT)
    assert b"Traceback" not in installer.communicate()[1]
    assert installer.returncode == 130
    assert not psutil.pid_exists(int((tmp_path / "building").read_text()))
    assert list((tmp_path / "cache" / "engine").iterdir()) == []


def test_of_several_installers_one_builds_and_the_others_wait(tmp_path: Path) -> None:
    pretend_go(tmp_path, f"echo built >> {tmp_path}/builds; sleep 1\n{WRITE_PROGRAM}")
    installers = [subprocess.Popen(INSTALL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(3)]
    said = [installer.communicate()[0].decode() for installer in installers]
    assert [installer.returncode for installer in installers] == [0, 0, 0], said
    assert (tmp_path / "builds").read_text().splitlines() == ["built"]
    assert sum("waiting" in text for text in said) == 2
