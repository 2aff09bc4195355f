"""The provider as a plugin that a project names by its folder."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def write_plugin(folder: Path) -> Path:
    """Write a launcher below ``folder``; returns the path for ``plugins.providers`` in Pulumi.yaml."""
    plugin = folder / "nothing-plugin"
    plugin.mkdir(exist_ok=True)
    launcher = plugin / "pulumi-resource-nothing"
    launcher.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(_ROOT))} "
        f'exec {shlex.quote(sys.executable)} -m tools.nothing.provider "$@"\n'
    )
    launcher.chmod(0o755)
    return plugin
