"""Outputs of another project's stack."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi import Output


class Outputs:
    """The outputs of one stack, by name.

    https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences

    Raises:
        pulumi.RunError: the stack has no output of that name.
    """

    def __init__(self, stack: str) -> None:
        self._stack = stack
        self._reference = pulumi.StackReference(stack)

    def __getitem__(self, name: str) -> Output[Any]:
        def pick(known: dict[str, Any]) -> Any:
            if name not in known:
                raise pulumi.RunError(f"The stack {self._stack} has no output '{name}'; run `pulumi up` for it first.")
            return known[name]

        return self._reference.outputs.apply(pick)


def outputs_of(config: pulumi.Config, key: str) -> Outputs:
    """The outputs of the stack that a key of the configuration names.

    It is either ``<organization>/<project>/<stack>``, or just a project, whose stack has the organization and
    the name of the one that runs.
    """
    named = config.require(key)
    return Outputs(named if "/" in named else f"{pulumi.get_organization()}/{named}/{pulumi.get_stack()}")
