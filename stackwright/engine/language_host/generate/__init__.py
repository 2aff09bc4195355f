"""Write the Python text of a program that the engine gives in PCL, its own configuration language.

This covers what ``pulumi import`` emits: resources with literal inputs, references between them and
their options. https://www.pulumi.com/docs/iac/languages-sdks/pcl/ describes the language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.generate.pcl import UnsupportedProgram, parse_program
from stackwright.engine.language_host.generate.program_text import program_text
from stackwright.engine.language_host.generate.schemas import SchemaLoader

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2
    from pulumi.runtime.proto.codegen import hcl_pb2
else:
    language_pb2, hcl_pb2 = protocol.language_pb2, protocol.hcl_pb2

__all__ = ["generate_program"]


def generate_program(request: language_pb2.GenerateProgramRequest) -> language_pb2.GenerateProgramResponse:
    """The Python program of ``request``, or a diagnostic that says what cannot be written."""
    try:
        blocks = [block for source in request.source.values() for block in parse_program(source)]
        with SchemaLoader(request.loader_target) as schemas:
            text = program_text(blocks, schemas.schema)
    except UnsupportedProgram as error:
        diagnostic = hcl_pb2.Diagnostic(severity=hcl_pb2.DIAG_ERROR, summary=str(error))
        return language_pb2.GenerateProgramResponse(diagnostics=[diagnostic])
    return language_pb2.GenerateProgramResponse(source={"__main__.py": text.encode()})
