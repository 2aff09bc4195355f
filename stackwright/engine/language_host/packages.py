"""What a program's environment holds: Pulumi packages for the engine, distributions for people."""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64decode
from typing import TYPE_CHECKING, NotRequired, TypedDict

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.children import CHILD_FOLDER
from stackwright.engine.language_host.interpreter import ProgramRuntime, RuntimeOptionsError

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2, plugin_pb2
else:
    language_pb2, plugin_pb2 = protocol.language_pb2, protocol.plugin_pb2

_ABOUT = "import sys; print(sys.executable, sys.version.split()[0], sep='\\n')"


class _Parameterization(TypedDict):
    name: str
    version: str
    value: str


class _PluginFile(TypedDict):
    """A ``pulumi-plugin.json`` (sdk/go/common/resource/plugin/plugin.go, PulumiPluginJSON)."""

    module: str
    resource: NotRequired[bool]
    name: NotRequired[str]
    version: NotRequired[str]
    server: NotRequired[str]
    parameterization: NotRequired[_Parameterization]


class _Distribution(TypedDict):
    name: str
    version: str


def required_packages(runtime: ProgramRuntime) -> list[plugin_pb2.PackageDependency]:
    """The Pulumi packages whose plugins the engine should have before the program runs."""
    files: list[_PluginFile] = json.loads(_ask(runtime, str(CHILD_FOLDER / "packages.py"), "plugins"))
    return [_package(file) for file in files if file.get("resource") and file.get("version")]


def dependencies(runtime: ProgramRuntime, *, transitive: bool) -> list[language_pb2.DependencyInfo]:
    """The distributions in the program's environment; without ``transitive`` only those no other needs."""
    what = "distributions" if transitive else "direct-distributions"
    found: list[_Distribution] = json.loads(_ask(runtime, str(CHILD_FOLDER / "packages.py"), what))
    return [language_pb2.DependencyInfo(name=item["name"], version=item["version"]) for item in found]


def about(runtime: ProgramRuntime) -> language_pb2.AboutResponse:
    """The program's interpreter, for ``pulumi about``."""
    executable, version = _ask(runtime, "-S", "-c", _ABOUT).splitlines()  # no site: each command waits for it
    return language_pb2.AboutResponse(
        executable=executable,
        version=version,
        metadata={"toolchain": runtime.toolchain, "typechecker": runtime.typechecker or "none"},
    )


def _package(file: _PluginFile) -> plugin_pb2.PackageDependency:
    package = plugin_pb2.PackageDependency(
        name=file.get("name") or file["module"].removeprefix("pulumi_").replace("_", "-"),
        version=f"v{file.get('version', '').removeprefix('v')}",
        kind="resource",
        server=file.get("server", ""),
    )
    parameters = file.get("parameterization")
    if parameters:
        package.parameterization.name = parameters["name"]
        package.parameterization.version = parameters["version"]
        package.parameterization.value = b64decode(parameters["value"])
    return package


def _ask(runtime: ProgramRuntime, *arguments: str) -> str:
    """What the program's interpreter answers. Raises RuntimeOptionsError if it cannot run."""
    python = runtime.python
    try:
        result = subprocess.run(
            [str(python), *arguments],
            cwd=runtime.program_folder,
            env=runtime.environment(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise RuntimeOptionsError(f"The program's Python {python} cannot be run: {error.strerror}.") from None
    if result.returncode != 0:
        last = (result.stderr.strip().splitlines() or [f"exit status {result.returncode}"])[-1]
        raise RuntimeOptionsError(f"The program's Python {python} does not work: {last}.")
    return result.stdout
