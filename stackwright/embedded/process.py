"""The server's own process: ``python -m stackwright.embedded SECONDS``, started by `stackwright.embedded.start`."""

from __future__ import annotations

import logging
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from stackwright.embedded import presence, record
from stackwright.embedded.presence import Presence
from stackwright.embedded.record import Record
from stackwright.embedded.start import Outcome
from stackwright.embedded.token import keep_token
from stackwright.engine.lock import try_lock
from stackwright.errors import ConfigurationError, LocalServiceError, StackwrightError
from stackwright.home import home
from stackwright.state.service import StateService
from stackwright.web import logs
from stackwright.web.server import is_busy, serve
from stackwright.web.service import open_service
from stackwright.web.settings import ServerSettings

_LOG_BYTES: Final = 1_000_000
_OTHER_ENDS_WITHIN_SECONDS: Final = 60.0
_log = logging.getLogger(__name__)


def main() -> None:
    """Serve until nobody needs it; tell who started this how the start went."""
    os.umask(0o077)
    folder = home()
    file = folder / record.LOG
    logs.configure("text", handler=RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8"))
    try:
        with _alone(folder) as alone:
            if alone:
                _serve(folder, float(sys.argv[1]))
            else:
                _tell(Outcome())
    except StackwrightError as error:
        _log.error("the start failed: %s", error)
        _tell(Outcome(problem=str(error)))
        sys.exit(error.exit_status)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the lock that there is one of; False if another server has it and serves.

    That happens when who started the other one was interrupted. One that is about to end is waited for.
    """
    give_up = time.monotonic() + _OTHER_ENDS_WITHIN_SECONDS
    while True:
        with try_lock(folder / record.SERVING) as held:
            if held:
                yield True
                return
        found = record.read(folder)
        if found is not None and presence.announce(found):
            yield False
            return
        if time.monotonic() > give_up:
            raise LocalServiceError(f"Another server holds {folder / record.SERVING} and does not answer; end it.")
        time.sleep(0.1)


def _serve(folder: Path, idle_exit: float) -> None:
    service = open_service(ServerSettings())
    keep_token(service.database, folder)
    last = record.read(folder)
    port = int(last.address.rpartition(":")[2]) if last is not None else 0
    try:
        _listen(folder, service, port, idle_exit)
    except ConfigurationError:
        if port == 0:
            raise
        _listen(folder, service, 0, idle_exit)  # something else has the port


def _listen(folder: Path, service: StateService, port: int, idle_exit: float) -> None:
    secret = secrets.token_hex(32)
    own = Presence(secret, version("stackwright"), lambda: is_busy(service))

    def started(address: str) -> None:
        record.write(folder, Record(address, os.getpid(), int(time.time()), version("stackwright"), secret))
        _log.info("serving %s on %s", service.database, address)
        _tell(Outcome())

    serve(ServerSettings(port=port), service, started, idle_exit=idle_exit, wrap=own.before)


def _tell(outcome: Outcome) -> None:
    """Say how the start went to who waits for it, once; it need not wait any longer then, for nothing else comes."""
    with suppress(BrokenPipeError):  # who started this was interrupted
        sys.stdout.buffer.write(outcome.line())
        sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
