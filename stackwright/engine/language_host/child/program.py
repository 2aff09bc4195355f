"""Run one Pulumi program.

    program.py LIFELINE SETTINGS ARGUMENTS...

SETTINGS is a JSON object (see ``run.py`` of the host). Runs in the program's own interpreter,
which may lack stackwright: the standard library and the ``pulumi`` SDK only, Python 3.9.
Exit status 32 means: it failed, and the user has been told why.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # not always there: PYTHONSAFEPATH
# Their names are ours so that no module of a program hides behind them.
from stackwright_engine import Engine  # type: ignore[import-not-found]
from stackwright_guard import replace_own_folder, watch_lifeline  # type: ignore[import-not-found]
from stackwright_imports import PULUMI, defer  # type: ignore[import-not-found]
from stackwright_traceback import readable_traceback, record_readable_stacks  # type: ignore[import-not-found]

ALREADY_REPORTED = 32
_CANCELLED = 130


def main() -> None:
    """Run the program that the arguments name, and exit."""
    watch_lifeline(int(sys.argv[1]))
    settings = json.loads(sys.argv[2])
    entry = settings["entry_point"]
    sys.argv[:] = [entry, *sys.argv[3:]]
    replace_own_folder(Path(entry))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    defer(PULUMI)
    try:
        import pulumi.runtime  # noqa: F401 - to say it well if it is missing
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "pulumi":
            raise
        sys.stderr.write(
            f"The Pulumi SDK is not installed for {sys.executable}, which runs this program. "
            "Add `pulumi` to requirements.txt and run `pulumi install`, "
            "or set `virtualenv` under `runtime.options` in Pulumi.yaml.\n"
        )
        sys.exit(ALREADY_REPORTED)
    engine = _configure(settings)
    record_readable_stacks()
    status = _run(entry)
    engine.flush()
    sys.exit(status)


def _configure(settings: dict[str, Any]) -> Engine:
    import inspect

    import pulumi.runtime

    pulumi.runtime.set_all_config(pulumi.runtime.get_config_env(), pulumi.runtime.get_config_secret_keys_env())
    known = inspect.signature(pulumi.runtime.Settings.__init__).parameters
    wanted = {name: value for name, value in settings["runtime"].items() if name in known}
    runtime = pulumi.runtime.Settings(**wanted)
    engine = runtime.engine = Engine(runtime.engine)
    pulumi.runtime.configure(runtime)
    return engine


def _run(entry: str) -> int:
    import asyncio
    import logging
    import runpy
    from concurrent.futures import ThreadPoolExecutor

    import pulumi
    import pulumi.runtime

    # A program that fails leaves futures that nobody awaits; asyncio would report each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    parallel = pulumi.runtime.settings.SETTINGS.parallel
    # Each resource in flight occupies a thread; the engine itself limits what runs.
    executor = ThreadPoolExecutor(min(4 * max(parallel or 1, 1), 1024))
    loop.set_default_executor(executor)

    def run() -> None:
        runpy.run_path(entry, run_name="__main__")

    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(run))
        status = 0
    except KeyboardInterrupt:
        os._exit(_CANCELLED)  # without waiting for threads that wait for the engine
    except pulumi.RunError as error:
        status = _report(str(error))
    except SystemExit as request:
        status = _exit_status(request)
    except BaseException as error:  # noqa: BLE001 - whatever the program raises is its failure
        status = _report(readable_traceback(error, entry))
    # What the engine is doing already it will answer; what waits for a thread is dropped.
    executor.shutdown(wait=True, cancel_futures=True)
    return status


def _exit_status(request: SystemExit) -> int:
    if request.code is None or isinstance(request.code, int):
        return int(request.code or 0)
    return _report(str(request.code))


def _report(message: str) -> int:
    import pulumi

    try:
        pulumi.log.error(message)
    except Exception:  # noqa: BLE001 - whatever the SDK raises, the engine is out of reach
        sys.stderr.write(f"{message}\n")
    return ALREADY_REPORTED


if __name__ == "__main__":
    main()
