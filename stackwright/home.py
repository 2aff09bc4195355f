"""Where Stackwright keeps what is the user's own: states, the master key, the embedded service."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The folder that ``STACKWRIGHT_HOME`` names, or the user's data folder of this system."""
    named = os.environ.get("STACKWRIGHT_HOME")
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("stackwright", appauthor=False))
