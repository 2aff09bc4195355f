"""What tests look at: the processes of the service of one home folder, and requests to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import psutil

from stackwright.embedded import record
from stackwright.embedded.record import Record
from stackwright.embedded.start import LocalService


def processes(home: Path) -> list[psutil.Process]:
    """The servers of ``home`` that live."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = "stackwright.embedded" in process.cmdline() and process.environ().get("STACKWRIGHT_HOME") == str(
                home
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if ours:
            found.append(process)
    return found


def the_record(home: Path) -> Record:
    """What is written down about the server, which there must be."""
    found = record.read(home)
    assert found is not None
    return found


def get(service: LocalService, path: str) -> Any:
    """Ask the service with its token."""
    headers = {"Authorization": f"token {service.token}", "Accept": "application/vnd.pulumi+8"}
    answer = httpx2.get(service.address + path, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def kill(home: Path) -> None:
    """End the server as a crash would."""
    for process in processes(home):
        process.kill()
        psutil.wait_procs([process], 60)
