"""The small scripts beside a built engine by which it starts our Python language host.

The engine looks for its bundled plugins beside its own program (pulumi/pulumi,
``sdk/go/common/workspace/plugins.go``). Only the folder ``path``, which holds nothing but a link to
the program, is ever offered for a user's PATH: a host of ours that stood on PATH would shadow the
vendor's.
"""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path

LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_PROVIDER = "pulumi-resource-pulumi-python"

_MODULES = {
    LANGUAGE_HOST: "stackwright.engine.language_host",
    DYNAMIC_PROVIDER: "stackwright.engine.language_host.dynamic_provider",
}

_SCRIPT = """\
#!/bin/sh
# Written by Stackwright. Starts its {module} with the Python that Stackwright runs on.
python={python}
if [ ! -x "$python" ]; then
    echo "Stackwright's Python $python is gone; run 'stackwright engine install' once to repair this." >&2
    exit 1
fi
exec "$python" -P -m {module} "$@"
"""


def write_launchers(engine_folder: Path) -> Path:
    """Make the scripts in ``engine_folder/bin`` start the running Python; return the language host's.

    They are rewritten only when they differ, so that every call can afford it.
    """
    for name, module in _MODULES.items():
        text = _SCRIPT.format(module=module, python=shlex.quote(sys.executable))
        _write_program(engine_folder / "bin" / name, text)
    link = path_folder(engine_folder) / "pulumi"
    link.parent.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        link.symlink_to(Path("..") / "bin" / "pulumi")
    return engine_folder / "bin" / LANGUAGE_HOST


def path_folder(engine_folder: Path) -> Path:
    """The folder to append to a shell's PATH for a built engine."""
    return engine_folder / "path"


def _write_program(path: Path, text: str) -> None:
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except FileNotFoundError:
        pass
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.chmod(0o755)
    temporary.replace(path)
