"""Several processes that do the same at the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import ParamSpec

Arguments = ParamSpec("Arguments")


def at_once(count: int, do: Callable[Arguments, None], *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
    """Have ``count`` processes call ``do``, none before all are ready; fails if one of them does."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(count)
    processes = [context.Process(target=_do, args=(ready, do, args, kwargs)) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * count


def _do(ready: Barrier, do: Callable[..., None], args: tuple[object, ...], kwargs: dict[str, object]) -> None:
    ready.wait(120)
    do(*args, **kwargs)
