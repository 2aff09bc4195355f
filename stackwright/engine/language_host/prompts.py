"""What ``pulumi new`` asks about a Python project."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.interpreter import TOOLCHAINS

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2
else:
    language_pb2 = protocol.language_pb2


def runtime_option_prompts(options: Mapping[str, object]) -> list[language_pb2.RuntimeOptionPrompt]:
    """The questions that the options so far leave open."""
    toolchain = options.get("toolchain")
    if not toolchain:
        installed = [name for name in TOOLCHAINS if name == "pip" or shutil.which(name)]
        return [_prompt("toolchain", "The tool that installs the program's packages", installed)]
    if toolchain == "pip" and not options.get("virtualenv"):
        return [_prompt("virtualenv", "The folder of the program's virtual environment", ["venv"])]
    return []


def _prompt(key: str, description: str, values: list[str]) -> language_pb2.RuntimeOptionPrompt:
    prompt = language_pb2.RuntimeOptionPrompt
    choices = [
        prompt.RuntimeOptionValue(promptType=prompt.STRING, stringValue=value, displayName=value) for value in values
    ]
    return prompt(key=key, description=description, promptType=prompt.STRING, choices=choices, default=choices[0])
