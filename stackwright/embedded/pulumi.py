"""The plain Pulumi commands, with the state service of this computer as the backend where none is chosen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from stackwright.embedded.backend import chosen_backend
from stackwright.embedded.notice import Kind, tell_of_service_here, tell_once
from stackwright.engine.find import ensure_engine
from stackwright.environment import for_programs
from stackwright.home import home

_SETTINGS: Final = {
    "PULUMI_JOURNALING_BATCH_PERIOD": "5",
    "PULUMI_PARALLEL": "64",
}
"""What makes a journaled update fast, unless it is set or given as an option. The engine collects entries for 50
milliseconds before it sends them, and each step waits for its own; it works on four resources for each processor,
though most of them wait for the network. 500 resources that cost nothing took 9.2 s with the engine's own settings,
3.7 s with the first of these and 2.8 s with both (2 processors, the best of 4 runs each)."""

_NEED_NO_BACKEND: Final = frozenset({"", "gen-completion", "help", "login", "logout", "plugin", "version"})
_GLOBAL_OPTIONS_WITH_VALUE: Final = frozenset(
    {"-C", "--cwd", "-v", "--verbose", "--color", "--tracing", "--otel-traces", "--profiling", "--memprofilerate"}
)
_CREDENTIALS: Final = "pulumi"


def run_pulumi(arguments: Sequence[str]) -> NoReturn:
    """Become the engine, run with these arguments. Raises `StackwrightError` if that cannot be."""
    engine = ensure_engine()
    needs_none = _command(arguments) in _NEED_NO_BACKEND or not {"-h", "--help"}.isdisjoint(arguments)
    environment = for_programs(os.environ) if needs_none else pulumi_environment(_folder(arguments))
    os.execve(engine.program, ["pulumi", *arguments], environment)


def pulumi_environment(
    folder: Path, environment: Mapping[str, str] = os.environ, *, say: Callable[[str], None] | None = None
) -> dict[str, str]:
    """The environment in which the engine works on the project in ``folder``.

    It names the backend and has its token, so that neither is ever an argument that other users could see. ``say``
    gets what people should know, once; it is written to stderr unless given.

    Raises `LocalServiceError`, `ConfigurationError`.
    """
    own = home()
    tell = say or _to_stderr
    given = for_programs(environment)
    url = chosen_backend(folder.absolute(), environment)
    if url is None or _is_here(own, url):
        from stackwright.embedded.start import ensure_server

        service = ensure_server(own)
        tell_of_service_here(own, tell)
        given |= {
            "PULUMI_BACKEND_URL": service.address,
            "PULUMI_ACCESS_TOKEN": service.token,
            # The engine records there that it has logged in; nothing of it belongs among the user's own logins.
            "PULUMI_CREDENTIALS_PATH": str(own / _CREDENTIALS),
        }
        kind: Kind | None = Kind.HERE
    else:
        kind = tell_once(own, url, tell)
    if kind in (Kind.HERE, Kind.STACKWRIGHT):
        given = _SETTINGS | given
    return given


def _is_here(own: Path, url: str) -> bool:
    """Whether the backend is the service of this computer: a program that we run has its address as a setting."""
    from stackwright.embedded import record

    last = record.read(own)
    return last is not None and last.address == url.rstrip("/")


def _command(arguments: Sequence[str]) -> str:
    """Which command it is, "" if none."""
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            return argument
        if argument in _GLOBAL_OPTIONS_WITH_VALUE:
            next(rest, None)
    return ""


def _folder(arguments: Sequence[str]) -> Path:
    """In which folder the command runs; the option for it may stand anywhere."""
    folder = Path()
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            break
        if argument in ("-C", "--cwd"):
            folder = Path(next(rest, ""))
        elif argument.startswith(("-C", "--cwd=")):
            folder = Path(argument.removeprefix("-C").removeprefix("--cwd").removeprefix("="))
    return folder


def _to_stderr(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
