"""Find the Pulumi engine, and install one where there is none.

The ways, in order: ``pulumi`` on PATH; a copy in the cache; the vendor's release, downloaded into
the cache; the pinned Go module, built into the cache. ``STACKWRIGHT_ENGINE`` forces one way:
``vendor``, ``build`` or the path of a program.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stackwright.engine.build import build_engine
from stackwright.engine.command import CommandFailed, run_command
from stackwright.engine.launchers import LANGUAGE_HOST, write_launchers
from stackwright.engine.lock import file_lock
from stackwright.engine.progress import Progress
from stackwright.engine.release import (
    MINIMUM_VERSION,
    built_engine_folder,
    cache_folder,
    pinned_release,
    vendor_engine_folder,
)
from stackwright.engine.vendor import install_vendor_engine
from stackwright.errors import EngineError, EngineNotFoundError, EngineVersionError

_HOW_TO_FIX = (
    "Install Pulumi (https://www.pulumi.com/docs/install) or Go 1.21 or newer, "
    "or connect this machine to a network, and run `stackwright engine install`."
)


class Origin(StrEnum):
    """Where an engine comes from."""

    PATH = "path"
    """It was on PATH, or STACKWRIGHT_ENGINE names it: the user's own."""
    VENDOR = "vendor"
    """The vendor's release in Stackwright's cache."""
    BUILD = "build"
    """Built from the pinned module into Stackwright's cache."""


@dataclass(frozen=True)
class Engine:
    """A Pulumi CLI that can be used."""

    program: Path
    version: str
    origin: Origin
    language_host: Path | None
    """What runs Python programs; None if the engine would look for it elsewhere."""

    @property
    def folder(self) -> Path:
        """The installation, of which the program is ``bin/pulumi``."""
        return self.program.parent.parent


@dataclass(frozen=True)
class _Way:
    origin: Origin
    title: str
    folder: Callable[[], Path]
    install: Callable[[Path, Progress], None]


_VENDOR = _Way(Origin.VENDOR, "Installing the Pulumi engine", vendor_engine_folder, install_vendor_engine)
_BUILD = _Way(Origin.BUILD, "Building the Pulumi engine, once", built_engine_folder, build_engine)


def find_engine() -> Engine | None:
    """The engine that is there now, or None; nothing is installed.

    Raises EngineVersionError if the one on PATH is too old, and EngineError if
    STACKWRIGHT_ENGINE names something that is no engine.
    """
    forced = os.environ.get("STACKWRIGHT_ENGINE", "")
    if forced and forced not in {Origin.VENDOR, Origin.BUILD}:
        return _own_engine(Path(forced).expanduser())
    if not forced:
        on_path = shutil.which("pulumi")
        if on_path and not Path(on_path).resolve().is_relative_to(cache_folder().resolve()):
            return _own_engine(Path(on_path))
    for way in _ways(forced):
        engine = _cached_engine(way)
        if engine:
            return engine
    return None


def ensure_engine() -> Engine:
    """The engine that is there, or else one installed now, with progress on stderr.

    Raises EngineNotFoundError if every way fails, and what ``find_engine`` raises.
    """
    engine = find_engine()
    if engine:
        return engine
    reasons: list[str] = []
    for way in _ways(os.environ.get("STACKWRIGHT_ENGINE", "")):
        try:
            return _install(way)
        except CommandFailed as failure:
            reasons.append(failure.reason)
    raise EngineNotFoundError(
        f"There is no Pulumi CLI on PATH and none could be installed ({'; '.join(reasons)}). {_HOW_TO_FIX}"
    )


def _ways(forced: str) -> list[_Way]:
    return [way for way in (_VENDOR, _BUILD) if forced in {"", way.origin}]


def _cached_engine(way: _Way) -> Engine | None:
    folder = way.folder()
    program = folder / "bin" / "pulumi"
    if not program.is_file():
        return None
    host = write_launchers(folder) if way.origin is Origin.BUILD else program.with_name(LANGUAGE_HOST)
    return Engine(program, pinned_release().engine_version, way.origin, host)


def _install(way: _Way) -> Engine:
    """Install by one way; of several processes that want it, one does and the others wait."""
    with Progress(f"{way.title} {pinned_release().engine_version}") as progress:
        lock = cache_folder() / "engine.lock"
        with file_lock(lock, on_wait=lambda: progress.say("another process is at it, waiting for it")):
            engine = _cached_engine(way)
            if engine is None:
                try:
                    way.install(way.folder(), progress)
                except OSError as error:
                    raise CommandFailed(f"{error.filename or way.folder()}: {error.strerror}") from None
                engine = _cached_engine(way)
    if engine is None:
        raise CommandFailed(f"{way.folder()} holds no engine after its installation")
    return engine


def _own_engine(program: Path) -> Engine:
    """The user's own engine, its version verified."""
    if not program.is_file():
        raise EngineError(
            f"STACKWRIGHT_ENGINE names {program}, which is no program; "
            "set it to `vendor`, `build` or the path of a Pulumi CLI."
        )
    version = _version_of(program)
    if _numbers(version) < _numbers(MINIMUM_VERSION):
        raise EngineVersionError(
            f"The Pulumi CLI {program} has version {version}, but Stackwright needs {MINIMUM_VERSION} "
            "or newer; upgrade it, or take it off PATH and run `stackwright engine install`."
        )
    beside = program.resolve().with_name(LANGUAGE_HOST)
    elsewhere = shutil.which(LANGUAGE_HOST)
    host = beside if beside.is_file() else Path(elsewhere) if elsewhere else None
    return Engine(program, version, Origin.PATH, host)


def _version_of(program: Path) -> str:
    try:
        [*_, line] = run_command(
            [program, "version"], environment={"PULUMI_SKIP_UPDATE_CHECK": "true"}, time_limit=60
        ) or [""]
    except CommandFailed as failure:
        raise EngineError(f"{program} does not tell its version: {failure.reason}.") from None
    version = line.strip().removeprefix("v")
    if not _numbers(version):
        raise EngineError(f"{program} is no Pulumi CLI: `pulumi version` printed {line!r}.")
    return version


def _numbers(version: str) -> tuple[int, ...]:
    """The numeric release of a semantic version, e.g. (3, 259, 0); empty if it is none."""
    numbers = version.split("+")[0].split("-")[0].split(".")
    return tuple(int(number) for number in numbers) if len(numbers) == 3 and all(n.isdigit() for n in numbers) else ()
