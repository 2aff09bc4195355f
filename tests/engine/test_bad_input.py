"""A mistake of the user: one clear sentence, a non-zero exit status, and a state that stays as it was."""

from __future__ import annotations

import json

import pytest

from tests.engine.project import Project


@pytest.fixture
def program(boto_project: Project) -> Project:
    """A project whose program makes a network."""
    boto_project.write(
        "__main__.py",
        """
        import pulumi_boto as boto

        boto.ec2.Vpc("main", cidr_block="10.0.0.0/16")
        """,
    )
    return boto_project


def refused(program: Project, sentence: str) -> None:
    """The update ends with this sentence, without a traceback, and records nothing."""
    before = recorded(program)

    printed = program.up(status=1)

    assert sentence in " ".join(printed.split()), printed
    assert "Traceback" not in printed
    assert recorded(program) == before


def recorded(program: Project) -> list[str]:
    """The resources of ours in the state."""
    resources = json.loads(program.pulumi("stack", "export"))["deployment"].get("resources", [])
    return [resource["urn"] for resource in resources if resource["type"].startswith("boto:")]


def test_unknown_property(program: Project) -> None:
    program.write("__main__.py", "import pulumi_boto as boto\n\nboto.ec2.Vpc('main', cidr_blok='10.0.0.0/16')\n")

    refused(program, "'main': boto:ec2:Vpc has no property 'cidr_blok'; did you mean 'cidr_block'?")


def test_missing_property(program: Project) -> None:
    program.write("__main__.py", "import pulumi_boto as boto\n\nboto.ec2.Vpc('main')\n")

    refused(program, "'main': boto:ec2:Vpc needs the property 'cidr_block'.")


def test_address_range_that_is_none(program: Project) -> None:
    program.write("__main__.py", "import pulumi_boto as boto\n\nboto.ec2.Vpc('main', cidr_block='10.0.0/16')\n")

    refused(program, "'10.0.0/16' is no address range; write one such as 10.0.0.0/16.")


def test_address_ranges_that_overlap(program: Project) -> None:
    text = """
        import pulumi_boto as boto

        vpc = boto.ec2.Vpc("main", cidr_block="10.0.0.0/16")
        first = boto.ec2.Subnet("first", vpc_id=vpc.id, cidr_block="10.0.0.0/24")
        """
    program.write("__main__.py", text)
    program.up()
    program.write(
        "__main__.py", text + '\n        boto.ec2.Subnet("second", vpc_id=vpc.id, cidr_block="10.0.0.128/25")\n'
    )

    refused(program, "ec2 create_subnet was refused: The CIDR '10.0.0.128/25' conflicts with another subnet")


def test_missing_credentials(program: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    refused(program, "no AWS credentials: set boto:profile, or the environment variables AWS_ACCESS_KEY_ID")


def test_region_that_does_not_exist(program: Project) -> None:
    program.pulumi("config", "set", "boto:region", "eu-centrl-1")

    refused(program, "'eu-centrl-1' is no region of AWS. Did you mean 'eu-central-1'?")


def test_endpoint_that_nothing_listens_on(program: Project, free_port: int) -> None:
    program.pulumi("config", "set", "boto:endpoint", f"http://127.0.0.1:{free_port}")

    refused(program, f"cannot reach http://127.0.0.1:{free_port}/ for sts get_caller_identity; check the network")


def test_provider_found_by_the_project_prints_no_warning(program: Project) -> None:
    assert "warning" not in program.up().lower()
