"""Install the vendor's own release of the Pulumi CLI, by the Automation API's installer."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from stackwright.engine.command import CommandFailed, run_command
from stackwright.engine.progress import Progress
from stackwright.engine.release import pinned_release

_INSTALLER_ADDRESS = "https://get.pulumi.com/install.sh"
_REACH_LIMIT_SECONDS = 8
_INSTALL_LIMIT_SECONDS = 600

# Both run as children: neither urllib's name look-up nor the installer knows a time limit of its own.
_REACH = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5).close()"
_INSTALL = (
    "import sys, semver; from pulumi.automation import PulumiCommand; "
    "PulumiCommand.install(root=sys.argv[1], version=semver.VersionInfo.parse(sys.argv[2]))"
)


def install_vendor_engine(destination: Path, progress: Progress) -> None:
    """Install the release of the pinned version into ``destination/bin``, all of it or nothing.

    The caller holds the lock of the cache. Raises CommandFailed, within seconds when offline.
    """
    progress.say("asking the vendor for a release")
    try:
        run_command([sys.executable, "-c", _REACH, _INSTALLER_ADDRESS], time_limit=_REACH_LIMIT_SECONDS)
    except CommandFailed:
        raise CommandFailed("the vendor's download site cannot be reached") from None
    version = pinned_release().engine_version
    progress.say(f"downloading {version}")
    work = destination.with_name(f".installing-{destination.name}")
    shutil.rmtree(work, ignore_errors=True)
    try:
        run_command([sys.executable, "-c", _INSTALL, work, version], time_limit=_INSTALL_LIMIT_SECONDS)
        if not (work / "bin" / "pulumi").is_file():
            raise CommandFailed("the vendor's installer brought no program")
        shutil.rmtree(destination, ignore_errors=True)
        work.rename(destination)
    finally:
        shutil.rmtree(work, ignore_errors=True)
