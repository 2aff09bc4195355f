"""Call functions of providers, configured as a stack's are, without touching any stack.

The engine finds, starts and configures the providers: it previews a program that does nothing but call, for a stack
that exists in a folder of its own as long as the calls take.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import grpc
import yaml
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct
from pulumi import automation
from pulumi.automation import EngineEvent
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, resource_pb2, resource_pb2_grpc
from pulumi.runtime.rpc import UNKNOWN

from stackwright.engine.automation import EngineCommand
from stackwright.engine.events import Diagnostic, parse_event
from stackwright.engine.find import Engine
from stackwright.engine.workspace import StackWorkspace

_PROJECT_FILES: Final = ("Pulumi.json", "Pulumi.yaml", "Pulumi.yml")  # in the engine's order
_STACK: Final = "calls"
_AT_ONCE: Final = 16
_NO_LIMIT: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


@dataclass(frozen=True)
class Provider:
    """A provider as a state records it: ``reference`` names it, ``inputs`` is its configuration, secrets in clear."""

    reference: str
    package: str
    inputs: Mapping[str, object] = field(repr=False)
    version: str = ""
    plugin_download_url: str = ""


@dataclass(frozen=True)
class FunctionCall:
    """One call; ``token`` is ``PACKAGE:MODULE:FUNCTION``."""

    token: str
    arguments: Mapping[str, object] = field(repr=False)
    provider: Provider


@dataclass(frozen=True)
class Unanswered:
    """Why a call has no answer, in one line: the words of the provider or the engine."""

    reason: str


def call_functions(
    calls: Sequence[FunctionCall], project: Path, *, engine: Engine, environment: Mapping[str, str] | None = None
) -> list[Mapping[str, Any] | Unanswered]:
    """Make the calls; what each returned. ``project`` is the folder whose plugins are used.

    Raises EngineError and DeploymentError where the engine cannot even begin.
    """
    answers: dict[int, Mapping[str, Any] | Unanswered] = {}
    with TemporaryDirectory(prefix="stackwright-calls-") as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(_settings(project)), encoding="utf-8")
        (folder / "state").mkdir()
        own = {"PULUMI_BACKEND_URL": (folder / "state").as_uri(), "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex()}
        used = {**(environment or {}), **own}
        StackWorkspace(folder, _STACK, environment=used, engine=engine).create_if_missing()
        for provider in {call.provider.reference: call.provider for call in calls}.values():
            # One after the other: a provider that cannot be configured ends the preview.
            of_provider = {
                place: call for place, call in enumerate(calls) if call.provider.reference == provider.reference
            }
            program = _Program(provider, of_provider)
            said = _preview(program, folder, engine, used)
            answers |= {place: program.answers.get(place, Unanswered(said)) for place in of_provider}
    return [answers[place] for place in range(len(calls))]


def _preview(program: _Program, folder: Path, engine: Engine, environment: Mapping[str, str]) -> str:
    """Let the engine preview a program; what it says was wrong, in one line."""
    events = folder / "events.json"
    events.unlink(missing_ok=True)
    server = grpc.server(ThreadPoolExecutor(), options=_NO_LIMIT)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(program, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        EngineCommand(engine).run(
            ["preview", "--stack", _STACK, f"--client={address}", "--event-log", str(events)],
            str(folder),
            {**environment, "PULUMI_DEBUG_COMMANDS": "true"},  # or it knows no --event-log
        )
    except automation.CommandError as error:
        return next(_errors(events), _one_line(str(error)))
    finally:
        server.stop(grace=None).wait()
    return "the engine gave no reason"


def _errors(events: Path) -> Iterator[str]:
    """What the engine calls an error."""
    for line in events.read_text(encoding="utf-8").splitlines() if events.exists() else ():
        event = parse_event(EngineEvent.from_json(json.loads(line)))
        if isinstance(event, Diagnostic) and event.severity == "error":
            yield _one_line(event.message.removeprefix("error: "))


class _Program(language_pb2_grpc.LanguageRuntimeServicer):
    """A program that does nothing but call functions of one provider, and the host that runs it.

    It does without the SDK, which leaves futures and sockets behind where a provider cannot be configured.
    """

    def __init__(self, provider: Provider, calls: Mapping[int, FunctionCall]) -> None:
        self._provider = provider
        self._calls = calls
        self.answers: dict[int, Mapping[str, Any] | Unanswered] = {}

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol names it
        """Tell that nothing has to be installed first: what is asked for is."""
        return language_pb2.GetRequiredPackagesResponse()

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol names it
        """Register the provider, and call its functions."""
        with grpc.insecure_channel(request.monitor_address, options=_NO_LIMIT) as channel:
            monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
            try:
                registered = monitor.RegisterResource(
                    resource_pb2.RegisterResourceRequest(
                        type=f"pulumi:providers:{self._provider.package}",
                        name="asked",
                        custom=True,
                        object=_struct(self._provider.inputs),
                        version=self._provider.version,
                        pluginDownloadURL=self._provider.plugin_download_url,
                    )
                )
            except grpc.RpcError:
                return language_pb2.RunResponse(bail=True)  # the engine has said why
            reference = f"{registered.urn}::{registered.id or UNKNOWN}"
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                self.answers = dict(pool.map(partial(self._call, monitor, reference), self._calls))
        return language_pb2.RunResponse()

    def _call(self, monitor: Any, reference: str, place: int) -> tuple[int, Mapping[str, Any] | Unanswered]:
        call = self._calls[place]
        request = resource_pb2.ResourceInvokeRequest(
            tok=call.token, args=_struct(call.arguments), provider=reference, version=self._provider.version
        )
        try:
            response = monitor.Invoke(request)
        except grpc.RpcError as error:
            said = str(error.details()).rpartition(f"invocation of {call.token} returned an error: ")[2]
            return place, Unanswered(_one_line(said))
        for failure in response.failures:
            return place, Unanswered(_one_line(failure.reason))
        return place, MessageToDict(getattr(response, "return"))


def _struct(values: Mapping[str, object]) -> Struct:
    return ParseDict(values, Struct())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _settings(project: Path) -> dict[str, object]:
    """The settings of a project that has the same plugins."""
    settings: dict[str, object] = {"name": "calls", "runtime": "python"}
    file = next((path for name in _PROJECT_FILES if (path := project / name).is_file()), None)
    theirs = yaml.safe_load(file.read_text(encoding="utf-8")) if file else None
    plugins = theirs.get("plugins") if isinstance(theirs, dict) else None
    if isinstance(plugins, dict):
        settings["plugins"] = {
            kind: [_absolute(plugin, project) for plugin in listed] for kind, listed in plugins.items()
        }
    return settings


def _absolute(plugin: dict[str, Any], project: Path) -> dict[str, Any]:
    return {**plugin, "path": str((project / plugin["path"]).resolve())} if plugin.get("path") else plugin
