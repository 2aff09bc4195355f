"""Logs: one line an event, with its facts as fields; JSON for machines, plain for people.

No body, header, query or token is ever logged: what a request was about is told by its route and its path.
"""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor


def configure(form: str, level: int = logging.INFO, handler: logging.Handler | None = None) -> None:
    """Send all logs of the process to ``handler``, else to stderr; ``form`` is ``text`` or ``json``."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=handler is None and sys.stderr.isatty())
    )
    handler = handler or logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for talkative in ("uvicorn.error", "alembic"):  # what they tell, the command tells in its own words
        logging.getLogger(talkative).setLevel(logging.WARNING)
