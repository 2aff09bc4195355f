"""Why a stack's last operation ended as it did, where its backend knows more than the engine."""

from __future__ import annotations

from stackwright.engine.workspace import StackWorkspace
from stackwright.state.model import REASON_KEY


def last_failure(workspace: StackWorkspace) -> str:
    """Why the backend ended the last operation on the stack; empty if it did not."""
    for entry in workspace.history(1):
        environment = entry.get("environment")
        if isinstance(environment, dict):
            return str(environment.get(REASON_KEY) or "")
    return ""
