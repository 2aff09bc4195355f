"""Preview, update, refresh, destroy and import one stack of a project in a folder.

The work is done by the engine through Pulumi's Automation API
(https://www.pulumi.com/docs/iac/packages-and-automation/automation-api/). Whoever calls hears typed
events while it goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypedDict

from pulumi import automation
from pulumi.automation import EngineEvent

from stackwright.engine.automation import EngineCommand, LocalWorkspace, error_lines
from stackwright.engine.events import (
    Diagnostic,
    Event,
    EventCallback,
    OperationFinished,
    PolicyViolation,
    parse_event,
)
from stackwright.engine.find import Engine, ensure_engine
from stackwright.errors import ConfigurationError, DeploymentError

if TYPE_CHECKING:
    from pulumi.automation import CommandResult

_MANDATORY = {"mandatory", "remediate"}


@dataclass(frozen=True)
class OperationOptions:
    """What an operation may be told; the defaults are the engine's own."""

    parallel: int | None = None
    """How many resources at once."""
    message: str | None = None
    refresh: bool = False
    """Read the live state of every resource first."""
    targets: Sequence[str] = ()
    """Only these URNs."""
    policy_packs: Sequence[Path] = ()
    """Folders of policy packs to apply; for previews and updates."""


@dataclass(frozen=True)
class ImportedResource:
    """A resource that exists and is to be managed from now on."""

    type: str
    name: str
    id: str


@dataclass(frozen=True)
class OperationResult:
    """What an operation came to."""

    changes: Mapping[str, int]
    """The number of resources for each kind of step, e.g. ``{"create": 2, "same": 1}``."""
    outputs: Mapping[str, object] = field(default_factory=dict)
    """The stack's outputs after an update."""
    generated_code: str = ""
    """The program text of imported resources."""

    @property
    def changed(self) -> bool:
        """Whether any resource was, or in a preview would be, changed."""
        return any(count for operation, count in self.changes.items() if operation not in {"same", "read", "refresh"})


class StackWorkspace:
    """One stack of the project in ``folder``.

    ``environment`` is added to the one the engine inherits. Every operation raises DeploymentError
    with what the engine said, and EngineError if there is no engine.
    """

    def __init__(
        self,
        folder: Path,
        stack: str,
        *,
        environment: Mapping[str, str] | None = None,
        engine: Engine | None = None,
    ) -> None:
        if not any((folder / name).is_file() for name in ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")):
            raise ConfigurationError(f"There is no Pulumi.yaml in {folder}, so it holds no Pulumi project.")
        self.folder = folder
        self.stack = stack
        self._command = EngineCommand(engine or ensure_engine())
        self._workspace = LocalWorkspace(
            work_dir=str(folder),
            env_vars=dict(environment or {}),
            pulumi_command=self._command,
        )

    def create_if_missing(self) -> None:
        """Create the stack unless it exists; which stack the user has selected does not change."""
        try:
            with self._errors("creation", _Listener(None)):
                self._command.run(
                    ["stack", "init", self.stack, "--no-select"], str(self.folder), self._workspace.env_vars
                )
        except _StackExists:
            pass

    def preview(
        self, options: OperationOptions = OperationOptions(), on_event: EventCallback | None = None
    ) -> OperationResult:
        """What an update would do; changes nothing."""
        listener = _Listener(on_event)
        with self._errors("preview", listener):
            self._stack().preview(
                **_common(options, listener),
                refresh=options.refresh or None,
                policy_packs=[str(pack) for pack in options.policy_packs],
            )
        return OperationResult(listener.changes)

    def update(
        self, options: OperationOptions = OperationOptions(), on_event: EventCallback | None = None
    ) -> OperationResult:
        """Make the stack what its program says."""
        listener = _Listener(on_event)
        with self._errors("update", listener):
            result = self._stack().up(
                **_common(options, listener),
                refresh=options.refresh or None,
                policy_packs=[str(pack) for pack in options.policy_packs],
            )
        return OperationResult(listener.changes, {name: output.value for name, output in result.outputs.items()})

    def refresh(
        self, options: OperationOptions = OperationOptions(), on_event: EventCallback | None = None
    ) -> OperationResult:
        """Read the live state of every resource into the stack's state."""
        listener = _Listener(on_event)
        with self._errors("refresh", listener):
            self._stack().refresh(
                **_common(options, listener),
            )
        return OperationResult(listener.changes)

    def destroy(
        self, options: OperationOptions = OperationOptions(), on_event: EventCallback | None = None
    ) -> OperationResult:
        """Delete every resource of the stack; the stack itself stays."""
        listener = _Listener(on_event)
        with self._errors("destruction", listener):
            self._stack().destroy(
                **_common(options, listener),
                refresh=options.refresh or None,
            )
        return OperationResult(listener.changes)

    def import_resources(
        self,
        resources: Sequence[ImportedResource],
        on_event: EventCallback | None = None,
        *,
        protect: bool = True,
        message: str | None = None,
    ) -> OperationResult:
        """Take existing resources into the stack's state, and write their program text.

        ``protect`` guards them against deletion, in the state and in the text.
        """
        listener = _Listener(on_event)
        listed = {"resources": [{"type": item.type, "name": item.name, "id": item.id} for item in resources]}
        with TemporaryDirectory(prefix="stackwright-import-") as folder, self._errors("import", listener):
            file, code = Path(folder, "resources.json"), Path(folder, "program")
            file.write_text(json.dumps(listed), encoding="utf-8")
            arguments = ["--file", str(file), "--out", str(code), f"--protect={json.dumps(protect)}"]
            arguments += ["--message", message] if message else []
            # Not by the Automation API, whose import tells no events: --json prints each as a line.
            self._command.run(
                ["import", "--stack", self.stack, "--yes", "--skip-preview", "--json", *arguments],
                str(self.folder),
                self._workspace.env_vars,
                on_output=listener.line,
            )
            text = code.read_text(encoding="utf-8")
        return OperationResult(listener.changes, generated_code=text)

    def outputs(self) -> Mapping[str, object]:
        """The stack's outputs as they are now, secret ones in clear."""
        with self._errors("reading of outputs", _Listener(None)):
            return {name: output.value for name, output in self._stack().outputs().items()}

    def export_state(self, *, show_secrets: bool = False) -> bytes:
        """The stack's state, an untyped deployment; its secrets in clear if ``show_secrets``."""
        shown = ["--show-secrets"] if show_secrets else []
        return self._run("export", "stack", "export", *shown).stdout.encode()

    def import_state(self, state: bytes) -> None:
        """Replace the stack's state, as an update of its own. The engine drops operations that are pending in it."""
        with TemporaryDirectory(prefix="stackwright-state-") as folder:
            file = Path(folder, "state.json")
            file.write_bytes(state)
            self._run("import of the state", "stack", "import", "--file", str(file))

    def history(self, count: int) -> list[Mapping[str, object]]:
        """The last ``count`` operations on the stack as `pulumi stack history --json` tells them, newest first."""
        told = self._run("reading of the history", "stack", "history", "--json", "--page-size", str(count)).stdout
        entries: list[Mapping[str, object]] = json.loads(told)
        return entries[:count]

    def _run(self, operation: str, *command: str) -> CommandResult:
        with self._errors(operation, _Listener(None)):
            return self._command.run([*command, "--stack", self.stack], str(self.folder), self._workspace.env_vars)

    def cancel(self) -> None:
        """Ask the running operation to stop after the resources in hand; a second call stops it at once.

        Callable from any thread; the operation then raises DeploymentError.
        """
        self._command.interrupt()

    def _stack(self) -> automation.Stack:
        return automation.Stack.select(self.stack, self._workspace)

    @contextmanager
    def _errors(self, operation: str, listener: _Listener) -> Iterator[None]:
        try:
            yield
        except automation.StackAlreadyExistsError:
            raise _StackExists from None
        except automation.CommandError:
            result = self._command.last_result
            reasons = listener.reasons or error_lines(result) or ["the engine gave no reason"]
            raise DeploymentError(
                f"The {operation} of stack {self.stack} in {self.folder} failed: " + "\n".join(reasons)
            ) from listener.failure
        if listener.failure:
            raise listener.failure


def selected_stack(folder: Path, *, environment: Mapping[str, str], engine: Engine) -> str:
    """The name of the stack that `pulumi stack select` chose for the project in ``folder``.

    Raises ConfigurationError if there is none, or no project.
    """
    try:
        return EngineCommand(engine).run(["stack", "--show-name"], str(folder), environment).stdout.strip()
    except automation.CommandError:
        raise ConfigurationError(f"No stack of the project in {folder} is selected; name one.") from None


class _StackExists(Exception):
    pass


class _CommonOptions(TypedDict):
    """What every operation of the Automation API takes."""

    parallel: int | None
    message: str | None
    target: list[str]
    on_event: _Listener


def _common(options: OperationOptions, listener: _Listener) -> _CommonOptions:
    return {
        "parallel": options.parallel,
        "message": options.message,
        "target": list(options.targets),
        "on_event": listener,
    }


class _Listener:
    """Turns the engine's events into typed ones and remembers what the result needs."""

    def __init__(self, on_event: EventCallback | None) -> None:
        self._on_event = on_event
        self.changes: Mapping[str, int] = {}
        self.reasons: list[str] = []
        self._said: list[str] = []
        self.failure: Exception | None = None

    def __call__(self, raw: EngineEvent) -> None:
        event = parse_event(raw)
        if event is None:
            return
        self._remember(event)
        if self._on_event and not self.failure:
            try:
                self._on_event(event)
            except Exception as error:  # noqa: BLE001 - raised again where the operation was called
                self.failure = error

    def line(self, text: str) -> None:
        """Hear an event as a line of JSON."""
        if text.startswith("{"):
            self(EngineEvent.from_json(json.loads(text)))

    def _remember(self, event: Event) -> None:
        match event:
            case OperationFinished(changes=changes):
                self.changes = changes
            case Diagnostic(severity="error", message=message, urn=urn):
                text = message.removeprefix("error: ")
                # A step's failure is told again as the operation's.
                if text and not any(text.endswith(said) for said in self._said):
                    self._said.append(text)
                    self.reasons.append(_about(urn, text))
            case PolicyViolation(enforcement_level=level, message=message, urn=urn) if level in _MANDATORY:
                self.reasons.append(_about(urn, f"{event.pack}/{event.policy}: {message}"))


def _about(urn: str, message: str) -> str:
    if not urn:
        return message
    *_, kind, name = urn.split("::")
    return f"{kind.rsplit('$', 1)[-1]} {name}: {message}"
