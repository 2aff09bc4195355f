"""Web pages in the place of an answer of AWS: a proxy's error, a portal's sign-in, an endpoint that is something else.

botocore takes some of them for empty answers, and puts others whole into an error's message.
"""

from __future__ import annotations

from typing import Any

_BEGINNINGS = (b"<!doctype html", b"<html")


class WebPage(Exception):
    """A web page came.

    Args:
        status: its HTTP status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"a web page (HTTP {status})")
        self.status = status


def refuse_web_pages(client: Any) -> None:
    """Let a client raise :class:`WebPage` for one."""
    client.meta.events.register("before-parse", _refuse)


def _refuse(response_dict: dict[str, Any], **_: object) -> None:
    body = response_dict.get("body")
    if isinstance(body, bytes) and body[:100].lstrip().lower().startswith(_BEGINNINGS):
        raise WebPage(response_dict["status_code"])
