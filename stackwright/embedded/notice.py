"""Say where stacks are kept, and what is missing there: once for each backend."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from stackwright.embedded import private
from stackwright.embedded.backend import PULUMI_CLOUD, UNKNOWN
from stackwright.errors import ConfigurationError

_FILE: Final = "backends.json"
_TIMEOUT_SECONDS: Final = 5.0


class Kind(StrEnum):
    """What can be had of a backend."""

    HERE = "here"
    """The service of this computer."""
    STACKWRIGHT = "stackwright"
    """A `stackwright serve` elsewhere."""
    SERVICE = "service"
    """Another service, such as Pulumi Cloud."""
    STORE = "store"
    """A file store that the engine manages itself."""


_SENTENCES: Final = {
    Kind.HERE: "Stacks are kept by Stackwright's state service on this computer, in {where}; it starts and ends by "
    "itself.",
    Kind.SERVICE: "Stacks are kept by {where}: its own locks, roles and policies hold there, Stackwright's roles, "
    "audit trail and policy groups do not.",
    Kind.STORE: "Stacks are kept in {where}, where there is no journaled state, no lease, no role, no audit trail and "
    "no policy group.",
}


def tell_once(home: Path, url: str, say: Callable[[str], None]) -> Kind | None:
    """The kind of the backend at ``url``, with a sentence about it unless it was said before.

    What was said is remembered in ``home``. None for a service that does not answer: the engine will say so.
    """
    where = without_secrets(url)
    known = _known(home)
    if where in known:
        return known[where]
    kind = _kind(url)
    if kind is None:
        return None
    _say(kind, where or "the backend that you have logged in to", say)
    _remember(home, known | {where: kind})
    return kind


def tell_of_service_here(home: Path, say: Callable[[str], None]) -> None:
    """Say once that stacks are kept in ``home``."""
    known = _known(home)
    if Kind.HERE not in known:
        _say(Kind.HERE, str(home), say)
        _remember(home, known | {Kind.HERE: Kind.HERE})


def without_secrets(url: str) -> str:
    """The part of a URL that may be shown: the rest can hold passwords and keys."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else url


def _say(kind: Kind, where: str, say: Callable[[str], None]) -> None:
    sentence = _SENTENCES.get(kind)
    if sentence is not None:
        say(f"note: {sentence.format(where=where)} (This is said once.)")


def _kind(url: str) -> Kind | None:
    if url == UNKNOWN or url.rstrip("/") == PULUMI_CLOUD:
        return Kind.SERVICE
    if not url.startswith(("http://", "https://")):
        return Kind.STORE
    return _kind_of_service(url)


def _kind_of_service(url: str) -> Kind | None:
    import http.client
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/healthz", timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - http(s)
            told = json.loads(answer.read(4096))
    except urllib.error.HTTPError as error:
        error.close()
        return Kind.SERVICE
    except (OSError, http.client.HTTPException):
        return None
    except ValueError:  # it is no JSON
        return Kind.SERVICE
    is_ours = isinstance(told, dict) and told.get("product") == "stackwright"
    return Kind.STACKWRIGHT if is_ours else Kind.SERVICE


def _known(home: Path) -> dict[str, Kind]:
    with suppress(ConfigurationError, ValueError, AttributeError):
        return {url: Kind(kind) for url, kind in json.loads(private.read(home / _FILE) or "{}").items()}
    return {}


def _remember(home: Path, known: dict[str, Kind]) -> None:
    with suppress(ConfigurationError):  # then it is said again
        private.make_folder(home)
        private.write(home / _FILE, json.dumps(known))
