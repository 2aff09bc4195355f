"""`make demo` does what it says and leaves nothing running."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from stackwright.engine.find import Engine
from tests.engine.conftest import engine as engine


def _processes_in(folder: Path) -> list[psutil.Process]:
    """Every process that works in the folder, or has it as an argument or a setting."""
    found = []
    for process in psutil.process_iter():
        try:
            told = [process.cwd(), *process.cmdline(), *process.environ().values()]
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if any(str(folder) in text for text in told):
            found.append(process)
    return found


def test_it_proves_its_steps_and_leaves_no_process(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo", str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Proof:") == 3
    assert "state service on this computer" in done.stderr
    assert (folder / "stackwright" / "state.db").exists()
    assert _processes_in(folder) == []
