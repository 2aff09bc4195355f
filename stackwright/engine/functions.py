"""Call functions of providers, configured as a stack's are, without touching any stack.

The engine finds, starts and configures the providers: it previews a program that does nothing but call, for a stack
that exists in a folder of its own as long as the calls take.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pulumi
import yaml
from pulumi.runtime import invoke_async

from stackwright.engine.events import Diagnostic, Event
from stackwright.engine.find import Engine
from stackwright.engine.workspace import StackWorkspace
from stackwright.errors import DeploymentError

_PROJECT_FILES: Final = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
_STACK: Final = "calls"


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
    """Why a call has no answer, in the words of the provider or the engine."""

    reason: str


def call_functions(
    calls: Sequence[FunctionCall], project: Path, *, engine: Engine, environment: Mapping[str, str] | None = None
) -> list[Mapping[str, Any] | Unanswered]:
    """Make all calls at once; what each returned. ``project`` is the folder whose plugins are used."""
    answers: dict[int, Mapping[str, Any] | Unanswered] = {}
    said: list[str] = []

    def program() -> None:
        different = {call.provider.reference: call.provider for call in calls}
        providers = {
            reference: _provider(f"provider-{number}", provider)
            for number, (reference, provider) in enumerate(different.items())
        }
        pulumi.export("answered", pulumi.Output.from_input(_all(calls, providers, answers)))

    def hear(event: Event) -> None:
        if isinstance(event, Diagnostic) and event.severity == "error":
            said.append(event.message.removeprefix("error: ").strip())

    with TemporaryDirectory(prefix="stackwright-calls-") as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(_settings(project)), encoding="utf-8")
        (folder / "state").mkdir()
        own = {"PULUMI_BACKEND_URL": (folder / "state").as_uri(), "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex()}
        workspace = StackWorkspace(
            folder, _STACK, environment={**(environment or {}), **own}, engine=engine, program=program
        )
        workspace.create_if_missing()
        with suppress(DeploymentError):  # a provider that cannot be configured ends the preview; the others answered
            workspace.preview(on_event=hear)
    missing = Unanswered(said[0] if said else "the engine gave no reason")
    return [answers.get(index, missing) for index in range(len(calls))]


def _provider(name: str, provider: Provider) -> pulumi.ProviderResource:
    options = pulumi.ResourceOptions(
        version=provider.version or None, plugin_download_url=provider.plugin_download_url or None
    )
    return pulumi.ProviderResource(provider.package, name, dict(provider.inputs), options)


async def _all(
    calls: Sequence[FunctionCall],
    providers: Mapping[str, pulumi.ProviderResource],
    answers: dict[int, Mapping[str, Any] | Unanswered],
) -> int:
    async def call(index: int) -> None:
        asked = calls[index]
        try:
            options = pulumi.InvokeOptions(provider=providers[asked.provider.reference])
            answers[index] = await invoke_async(asked.token, dict(asked.arguments), options) or {}
        except Exception as error:  # noqa: BLE001 - what the SDK raises has no class of its own
            answers[index] = Unanswered(str(error).rpartition(f"invocation of {asked.token} returned an error: ")[2])

    await asyncio.gather(*(call(index) for index in range(len(calls))))
    return len(answers)


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
