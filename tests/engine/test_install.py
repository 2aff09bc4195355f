"""`pulumi install`, `pulumi about` and `pulumi import` on the built engine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.project import Project, pulumi_yaml


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A package to install, which needs no index."""
    source = tmp_path / "source"
    (source / "tiny").mkdir(parents=True)
    (source / "tiny" / "__init__.py").write_text("SIZE = 7\n")
    folder = tmp_path / "wheels"
    folder.mkdir()
    name = folder / "tiny-1.0-py3-none-any"
    information = source / "tiny-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
    (information / "WHEEL").write_text(
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    (information / "RECORD").write_text("tiny/__init__.py,,\n")
    archive = shutil.make_archive(str(name), "zip", source)
    return Path(archive).rename(name.with_name(f"{name.name}.whl"))


@pytest.mark.parametrize("toolchain", ["pip", "uv"])
def test_install_makes_the_environment_and_installs_the_requirements(
    project: Project, wheel: Path, toolchain: str
) -> None:
    project.write("Pulumi.yaml", f"{pulumi_yaml(virtualenv='venv')}    toolchain: {toolchain}\n")
    project.write("requirements.txt", f"{wheel}\n")
    project.pulumi("install")
    answer = subprocess.run(
        [project.folder / "venv" / "bin" / "python", "-c", "import tiny; print(tiny.SIZE)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "7"


def test_the_first_update_makes_a_missing_environment(project: Project, wheel: Path) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(virtualenv="venv"))
    project.write("requirements.txt", f"{wheel}\n")
    shown = project.up(status=1)
    assert (project.folder / "venv" / "bin" / "python").exists()
    assert "The Pulumi SDK is not installed" in shown  # which these requirements lack


def test_a_failing_install_shows_the_tools_output_and_one_sentence(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(virtualenv="venv"))
    project.write("requirements.txt", "/no/such/file.whl\n")
    shown = project.pulumi("install", status=1)
    assert "/no/such/file.whl" in shown
    assert shown.count("failed with exit status") == 1
    assert "Traceback" not in shown


def test_a_wrong_option_is_one_sentence(project: Project) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(virtualenv="[venv]"))
    shown = project.pulumi("install", status=1)
    assert shown.count("The runtime option `virtualenv` in Pulumi.yaml must be a string.") == 1


def test_about_shows_the_programs_python(project: Project) -> None:
    shown = project.pulumi("about")
    assert f"executable='{sys.prefix}/bin/python" in shown
    assert f"version='{sys.version.split()[0]}'" in shown
    about = json.loads(project.pulumi("about", "--json"))
    assert "pulumi-policy" in {dependency["name"] for dependency in about["dependencies"]}


def test_an_import_prints_the_python_of_the_resource(project: Project) -> None:
    project.write("provider/PulumiPlugin.yaml", f"runtime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n")
    project.write("provider/__main__.py", IMPORTABLE)
    with (project.folder / "Pulumi.yaml").open("a") as file:
        file.write("plugins:\n  providers:\n  - name: shop\n    path: provider\n")
    shown = project.pulumi("import", "shop:index:Shelf", "shelf", "shelf-1", "--yes", "--skip-preview")
    assert "import pulumi_shop as shop" in shown
    assert 'shop.Shelf("shelf",' in shown.replace("\n    ", "")
    assert "shelf_width=120" in shown
    assert '"Owner": "me"' in shown
    assert "protect=True" in shown


IMPORTABLE = """
    import json
    from concurrent.futures import ThreadPoolExecutor

    import grpc
    from google.protobuf import struct_pb2
    from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

    INPUTS = {
        "shelfWidth": {"type": "integer"},
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    SCHEMA = {
        "name": "shop",
        "version": "1.0.0",
        "resources": {"shop:index:Shelf": {"inputProperties": INPUTS, "properties": INPUTS}},
    }

    class Shop(provider_pb2_grpc.ResourceProviderServicer):
        def GetPluginInfo(self, request, context):
            return plugin_pb2.PluginInfo(version="1.0.0")

        def GetSchema(self, request, context):
            return provider_pb2.GetSchemaResponse(schema=json.dumps(SCHEMA))

        def CheckConfig(self, request, context):
            return provider_pb2.CheckResponse(inputs=request.news)

        def Configure(self, request, context):
            return provider_pb2.ConfigureResponse()

        def Check(self, request, context):
            return provider_pb2.CheckResponse(inputs=request.news)

        def Diff(self, request, context):
            return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

        def Read(self, request, context):
            state = struct_pb2.Struct()
            state.update({"shelfWidth": 120, "tags": {"Owner": "me"}})
            return provider_pb2.ReadResponse(id=request.id, properties=state, inputs=state)

    server = grpc.server(ThreadPoolExecutor(4))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Shop(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()
"""
