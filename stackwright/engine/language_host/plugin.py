"""Run plugins written in Python: policy packs, component providers, any provider in a folder."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
import tomllib
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.children import Children, stop
from stackwright.engine.language_host.interpreter import ProgramRuntime, RuntimeOptionsError
from stackwright.environment import for_programs

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2

    from stackwright.engine.language_host.policy_proxy import PolicyProxy
else:
    language_pb2 = protocol.language_pb2

POLICY_PACK = "analyzer"
_CHUNK = 64 * 1024


def run_plugin(
    request: language_pb2.RunPluginRequest,
    runtime: ProgramRuntime,
    children: Children,
    on_cancel: Callable[[Callable[[], None]], object],
) -> Iterator[language_pb2.RunPluginResponse]:
    """Run the plugin of ``request``; yield its output as it comes, and its exit status last.

    ``on_cancel`` registers what to do when the engine no longer wants the plugin.
    Raises RuntimeOptionsError if it cannot be started.
    """
    environment = runtime.environment(for_programs(dict(entry.split("=", 1) for entry in request.env) or os.environ))
    if request.kind == POLICY_PACK:
        from stackwright.engine.language_host.policy_proxy import PolicyProxy

        with PolicyProxy() as proxy:
            on_cancel(proxy.give_up)
            yield language_pb2.RunPluginResponse(stdout=f"{proxy.port}\n".encode())
            environment |= proxy.wait_for_configuration()
            yield from _run(
                ["-m", "pulumi.policy", *request.args, request.info.program_directory],
                request.info.program_directory,
                runtime,
                environment,
                children,
                on_cancel,
                proxy,
            )
    else:
        arguments = [*_entry(runtime), *request.args]
        yield from _run(arguments, request.pwd or None, runtime, environment, children, on_cancel, None)


def _entry(runtime: ProgramRuntime) -> list[str]:
    """How to start a provider: its ``__main__.py``, else the components its package exports."""
    if (runtime.root / "__main__.py").is_file():
        return [str(runtime.program_folder)]
    try:
        project = tomllib.loads((runtime.root / "pyproject.toml").read_text(encoding="utf-8"))
        return ["-m", "pulumi.run.plugin", project["project"]["name"]]
    except FileNotFoundError:
        raise RuntimeOptionsError(
            f"The plugin in {runtime.root} has neither a __main__.py nor a pyproject.toml, so it cannot be run."
        ) from None
    except (tomllib.TOMLDecodeError, KeyError):
        raise RuntimeOptionsError(
            f"The plugin in {runtime.root} has no __main__.py, and its pyproject.toml names no project to run."
        ) from None


def _run(
    arguments: list[str],
    folder: str | None,
    runtime: ProgramRuntime,
    environment: dict[str, str],
    children: Children,
    on_cancel: Callable[[Callable[[], None]], object],
    proxy: PolicyProxy | None,
) -> Iterator[language_pb2.RunPluginResponse]:
    with children.start(
        runtime.python,
        "stackwright_guard.py",
        arguments,
        folder=folder,
        environment=environment | {"PYTHONUNBUFFERED": "1"},
        output=subprocess.PIPE,
        errors=subprocess.PIPE,
    ) as process:
        on_cancel(lambda: stop(process))
        assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 - PIPE was asked for
        outputs: queue.SimpleQueue[language_pb2.RunPluginResponse | None] = queue.SimpleQueue()
        _pump(process.stderr, lambda data: outputs.put(_errors(data)), lambda: outputs.put(None))
        if proxy and not proxy.attach(process.stdout):  # the engine has been told the proxy's port already
            # The engine stops listening when the call that waits for the pack fails, so what the pack said
            # goes into that failure.
            said = b"".join(response.stderr for response in iter(outputs.get, None))
            proxy.give_up(said.decode(errors="replace").strip())
            yield language_pb2.RunPluginResponse(exitcode=process.wait())
            return
        _pump(process.stdout, lambda data: outputs.put(_output(data)), lambda: outputs.put(None))
        open_streams = 2
        while open_streams:
            response = outputs.get()
            if response is None:
                open_streams -= 1
            else:
                yield response
        yield language_pb2.RunPluginResponse(exitcode=process.wait())


def _pump(stream: IO[bytes], on_data: Callable[[bytes], None], on_end: Callable[[], None]) -> None:
    def copy() -> None:
        with stream:
            while data := os.read(stream.fileno(), _CHUNK):
                on_data(data)
        on_end()

    threading.Thread(target=copy, daemon=True).start()


def _output(data: bytes) -> language_pb2.RunPluginResponse:
    return language_pb2.RunPluginResponse(stdout=data)


def _errors(data: bytes) -> language_pb2.RunPluginResponse:
    return language_pb2.RunPluginResponse(stderr=data)
