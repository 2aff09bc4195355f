"""The language host's service: each call of the engine, passed to the module that does it.

pulumi/pulumi, ``proto/pulumi/language.proto`` says what each call means.
"""

# ruff: noqa: N802 - the protocol names the methods and their arguments

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import grpc
from google.protobuf import empty_pb2

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.children import Children
from stackwright.engine.language_host.interpreter import (
    ProgramRuntime,
    RuntimeOptionsError,
    program_runtime,
)
from stackwright.engine.release import pinned_release

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2, plugin_pb2
else:
    language_pb2, plugin_pb2 = protocol.language_pb2, protocol.plugin_pb2

_NOT_OFFERED = (
    "Stackwright's Python language host does not {}; install the vendor's Pulumi for that "
    "(https://www.pulumi.com/docs/install)."
)


class LanguageHost(protocol.language_pb2_grpc.LanguageRuntimeServicer):
    """Answers the engine. Every call runs in a thread of its own."""

    def __init__(self, engine_address: str, children: Children) -> None:
        self._engine_address = engine_address
        self._children = children

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        self._engine_address = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=pinned_release().engine_version)

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        self._children.stop_all()
        return empty_pb2.Empty()

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        from stackwright.engine.language_host.program import ProgramFailed, run_program

        if request.attach_debugger:
            return language_pb2.RunResponse(error=_NOT_OFFERED.format("attach debuggers"))
        try:
            run_program(request, _runtime(request.info), self._engine_address, self._children)
        except RuntimeOptionsError as error:
            return language_pb2.RunResponse(error=str(error))
        except ProgramFailed as failure:
            return language_pb2.RunResponse(error=str(failure), bail=failure.reported)
        return language_pb2.RunResponse()

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        from stackwright.engine.language_host.packages import required_packages

        with _clear_failures(context):
            runtime = _runtime(request.info)
            if runtime.virtualenv and not runtime.virtualenv.exists():  # the first command after a checkout
                self._install(runtime)
            packages = required_packages(runtime)
        return language_pb2.GetRequiredPackagesResponse(packages=packages)

    def _install(self, runtime: ProgramRuntime) -> None:
        from stackwright.engine.language_host.engine_log import show
        from stackwright.engine.language_host.install import install_dependencies

        show(self._engine_address, install_dependencies(runtime, is_plugin=False))

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        from stackwright.engine.language_host.packages import dependencies

        with _clear_failures(context):
            found = dependencies(_runtime(request.info), transitive=request.transitiveDependencies)
        return language_pb2.GetProgramDependenciesResponse(dependencies=found)

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:
        from stackwright.engine.language_host.packages import about

        with _clear_failures(context):
            return about(_runtime(request.info))

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        from stackwright.engine.language_host.plugin import POLICY_PACK, run_plugin

        with _clear_failures(context):
            runtime = _runtime(request.info, is_plugin=request.kind != POLICY_PACK)
            yield from run_plugin(request, runtime, self._children, context.add_callback)

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        from stackwright.engine.language_host.install import install_dependencies

        try:
            runtime = _runtime(request.info, is_plugin=request.is_plugin)
            for output in install_dependencies(runtime, is_plugin=request.is_plugin):
                yield language_pb2.InstallDependenciesResponse(stdout=output)
        except RuntimeOptionsError as error:
            # The engine prints the message of the failure three times (pkg/util/cmdutil/install_dependencies.go),
            # and this once.
            yield language_pb2.InstallDependenciesResponse(stderr=f"{error}\n".encode())
            _refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "")

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        from stackwright.engine.language_host.prompts import runtime_option_prompts

        prompts = runtime_option_prompts(dict(request.info.options.items()))
        return language_pb2.RuntimeOptionsResponse(prompts=prompts)

    def Template(
        self, request: language_pb2.TemplateRequest, context: grpc.ServicerContext
    ) -> language_pb2.TemplateResponse:
        return language_pb2.TemplateResponse()  # templates hold a requirements.txt, which every toolchain here takes

    def GenerateProgram(
        self, request: language_pb2.GenerateProgramRequest, context: grpc.ServicerContext
    ) -> language_pb2.GenerateProgramResponse:
        from stackwright.engine.language_host.generate import generate_program

        return generate_program(request)

    def GenerateProject(
        self, request: language_pb2.GenerateProjectRequest, context: grpc.ServicerContext
    ) -> language_pb2.GenerateProjectResponse:
        _refuse(context, grpc.StatusCode.UNIMPLEMENTED, _NOT_OFFERED.format("convert whole projects"))

    def GeneratePackage(
        self, request: language_pb2.GeneratePackageRequest, context: grpc.ServicerContext
    ) -> language_pb2.GeneratePackageResponse:
        _refuse(context, grpc.StatusCode.UNIMPLEMENTED, _NOT_OFFERED.format("generate SDKs from schemas"))

    def Pack(self, request: language_pb2.PackRequest, context: grpc.ServicerContext) -> language_pb2.PackResponse:
        _refuse(context, grpc.StatusCode.UNIMPLEMENTED, _NOT_OFFERED.format("pack SDKs"))

    def Link(self, request: language_pb2.LinkRequest, context: grpc.ServicerContext) -> language_pb2.LinkResponse:
        _refuse(context, grpc.StatusCode.UNIMPLEMENTED, _NOT_OFFERED.format("link local packages"))


@contextmanager
def _clear_failures(context: grpc.ServicerContext) -> Iterator[None]:
    """Answer a failure the user can mend with its sentence alone."""
    try:
        yield
    except RuntimeOptionsError as error:
        _refuse(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))


def _refuse(context: grpc.ServicerContext, code: grpc.StatusCode, sentence: str) -> NoReturn:
    context.abort(code, sentence)
    raise AssertionError("abort does not return")


def _runtime(info: language_pb2.ProgramInfo, *, is_plugin: bool = False) -> ProgramRuntime:
    return program_runtime(info.root_directory, info.program_directory, dict(info.options.items()), is_plugin=is_plugin)
