"""Outputs of another project's stack."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi import Output


class Outputs:
    """The outputs of one stack; a missing one is one sentence."""

    def __init__(self, stack: str) -> None:
        self._stack = stack
        self._reference = pulumi.StackReference(stack)

    def __getitem__(self, name: str) -> Output[Any]:
        def pick(known: dict[str, Any]) -> Any:
            if name not in known:
                raise pulumi.RunError(f"The stack {self._stack} has no output '{name}'; run `pulumi up` for it first.")
            return known[name]

        return self._reference.outputs.apply(pick)


def outputs_of(config: pulumi.Config, key: str, project: str) -> Outputs:
    """The outputs of the stack that a key of the configuration names, as <organization>/<project>/<stack>.

    Without the key it is the stack of another project that has this one's organization and name.
    """
    return Outputs(config.get(key) or f"{pulumi.get_organization()}/{project}/{pulumi.get_stack()}")
