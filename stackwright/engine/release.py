"""Which Pulumi engine Stackwright uses, and where its own copies live.

The version has one home: the Go module in ``tools/engine`` that pins the CLI. Everything here is
read from it, so that moving to a newer engine is an edit of that module alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stackwright.errors import EngineError

MINIMUM_VERSION = "3.200.0"
"""The oldest engine whose protocol and Automation API events Stackwright understands."""

COMMAND_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"


@dataclass(frozen=True)
class PinnedRelease:
    """What the Go module pins: the engine's version and the oldest Go that builds it."""

    engine_version: str
    go_version: str
    folder: Path


@cache
def pinned_release() -> PinnedRelease:
    """Read the pinned module, from the wheel or from a checkout.

    Raises EngineError when the installation is damaged and lacks the module.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_module", here.parents[1] / "tools" / "engine"):
        if (folder / "go.mod").is_file() and (folder / "go.sum").is_file():
            return _read_module(folder)
    raise EngineError(f"The Go module that pins the Pulumi engine is missing beside {here}; reinstall stackwright.")


def cache_folder() -> Path:
    """The folder of everything Stackwright downloads or builds; ``STACKWRIGHT_CACHE`` moves it."""
    moved = os.environ.get("STACKWRIGHT_CACHE")
    if moved:
        return Path(moved).expanduser().resolve()
    from platformdirs import user_cache_path

    return user_cache_path("stackwright")


def built_engine_folder() -> Path:
    """Where the engine built from the pinned module lives (``bin/pulumi`` below it)."""
    return cache_folder() / "engine" / pinned_release().engine_version


def vendor_engine_folder() -> Path:
    """Where the vendor's release of the same version is installed (``bin/pulumi`` below it)."""
    return cache_folder() / "vendor" / pinned_release().engine_version


def _read_module(folder: Path) -> PinnedRelease:
    go_version = engine_version = ""
    for line in (folder / "go.mod").read_text(encoding="utf-8").splitlines():
        match line.split("//")[0].split():
            case ["go", version]:
                go_version = version
            case [module, version] | ["require", module, version] if module == _SDK_MODULE:
                engine_version = version.removeprefix("v")
    if not go_version or not engine_version:
        raise EngineError(f"{folder / 'go.mod'} names no Go version or no {_SDK_MODULE}; reinstall stackwright.")
    return PinnedRelease(engine_version, go_version, folder)
