"""Which backend a command of Pulumi uses: the one that the user has chosen by Pulumi's own means, if any.

The order is Pulumi's (``pkg/workspace/creds.go``, ``GetCurrentCloudURLWithSource``): ``PULUMI_BACKEND_URL``, then
``backend.url`` in the project's file, then what `pulumi login` recorded. Where Pulumi would then ask for a login, or
take Pulumi Cloud because there is a token for it, we take the service of this computer, or Pulumi Cloud.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

PULUMI_CLOUD: Final = "https://api.pulumi.com"
UNKNOWN: Final = ""
"""Someone has logged in, and only the engine can tell where."""

_PROJECT_FILES: Final = ("Pulumi.json", "Pulumi.yaml", "Pulumi.yml")  # in the engine's order
_OUR_TOKENS: Final = "swt_"


def chosen_backend(folder: Path, environment: Mapping[str, str]) -> str | None:
    """The URL of the backend that is chosen for a command in ``folder``; None if none is, `UNKNOWN` if hidden."""
    return next(_choices(folder, environment), None)


def _choices(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    if url := environment.get("PULUMI_BACKEND_URL"):
        yield url
    if url := _of_project(folder):
        yield url
    yield from _logged_in(environment)
    # A token alone means Pulumi Cloud to the engine; one of ours must not be sent there.
    token = environment.get("PULUMI_ACCESS_TOKEN", "")
    if token and not token.startswith(_OUR_TOKENS):
        yield environment.get("PULUMI_API") or PULUMI_CLOUD


def _of_project(folder: Path) -> str | None:
    """``backend.url`` of the project that ``folder`` is in; a file that cannot be read is for the engine to refuse."""
    file = next(
        (path for parent in (folder, *folder.parents) for name in _PROJECT_FILES if (path := parent / name).is_file()),
        None,
    )
    with suppress(OSError, UnicodeDecodeError):
        text = file.read_text(encoding="utf-8") if file else ""
        if "backend" in text:  # or a library would be imported for nothing
            return _backend_url(text)
    return None


def _backend_url(text: str) -> str | None:
    import yaml

    try:
        project = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    backend = project.get("backend") if isinstance(project, dict) else None
    url = backend.get("url") if isinstance(backend, dict) else None
    return url if isinstance(url, str) and url else None


def _logged_in(environment: Mapping[str, str]) -> Iterator[str]:
    """What `pulumi login` recorded (``sdk/go/common/workspace/creds.go``)."""
    folder = environment.get("PULUMI_CREDENTIALS_PATH") or environment.get("PULUMI_HOME") or Path.home() / ".pulumi"
    try:
        text = Path(folder, "credentials.json").read_bytes()
    except FileNotFoundError:
        return
    except OSError:
        yield UNKNOWN
        return
    if not text:
        return
    try:
        credentials = json.loads(text)
    except ValueError:
        credentials = None
    if not isinstance(credentials, dict) or any(name.startswith("$") for name in credentials):
        yield UNKNOWN  # the engine can keep it encrypted
    elif url := credentials.get("current"):
        yield str(url)
