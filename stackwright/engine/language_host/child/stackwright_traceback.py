"""A program's traceback without the frames of what runs it.

Runs in the program's own interpreter: standard library only, Python 3.9.
"""

from __future__ import annotations

import os
import sys
import traceback
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_MACHINERY = ("pulumi", "grpc", "asyncio", "concurrent", "runpy")


def readable_traceback(error: BaseException, entry: str) -> str:
    """The traceback of ``error``, cut to the frames that its author wrote or called."""
    if isinstance(error, ImportError) and _is_missing_program(error):
        return f"There is no `__main__.py` in {Path(entry).absolute()}, so there is no program to run."
    report = traceback.TracebackException.from_exception(error)
    _cut(report)
    text = "The program failed.\n" + "".join(report.format()).rstrip()
    if isinstance(error, ModuleNotFoundError):
        text += (
            f"\nIf {error.name!r} is a package, add it to the program's requirements and run `pulumi install`; "
            f"the program runs with {sys.executable}."
        )
    return text


def record_readable_stacks() -> None:
    """Let the state hold, of the stack that made a resource, the frames that its author wrote or called.

    The SDK sends those below as well. They are the same for each resource, tell of this machine's
    folders, and were more than half of a state.
    """
    from pulumi.runtime import resource

    whole_stack = getattr(resource, "_get_stack_trace", None)  # not in every SDK
    if whole_stack is None:
        return

    def readable_stack() -> Any:
        stack = whole_stack()
        frames = stack.frames
        while len(frames) > 1 and _is_machinery_at(frames[-1].pc.uri):
            del frames[-1]
        return stack

    resource._get_stack_trace = readable_stack


def _is_missing_program(error: ImportError) -> bool:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return frame is not None and frame.tb_frame.f_globals.get("__name__") == "runpy"


def _cut(report: traceback.TracebackException) -> None:
    pending = [report]
    seen = set()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        kept = [frame for frame in current.stack if not _is_machinery(frame.filename)]
        if kept:
            current.stack = traceback.StackSummary.from_list(kept)
        elif issubclass(current.exc_type or object, SyntaxError):
            current.stack = None  # type: ignore[assignment] # its own place is all there is to tell
        pending += [other for other in (current.__cause__, current.__context__) if other]
        pending += getattr(current, "exceptions", None) or []


@cache
def _is_machinery_at(uri: str) -> bool:
    return not uri or _is_machinery(unquote(urlsplit(uri).path))  # frozen modules have no place


def _is_machinery(filename: str) -> bool:
    if filename.startswith("<frozen ") or Path(filename).parent == Path(__file__).parent:
        return True
    return any(filename.startswith(folder) for folder in _machinery_folders())


def _machinery_folders() -> list[str]:
    folders = []
    for name in _MACHINERY:
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        if file:
            folders.append(str(Path(file).parent) + os.sep if file.endswith("__init__.py") else file)
    return folders
