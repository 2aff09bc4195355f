"""The Python text of the PCL programs that `pulumi import` emits."""

from __future__ import annotations

from textwrap import dedent

import pytest

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.generate import generate_program
from stackwright.engine.language_host.generate.names import snake_case
from stackwright.engine.language_host.generate.pcl import UnsupportedProgram, parse_program
from stackwright.engine.language_host.generate.program_text import program_text
from stackwright.engine.language_host.generate.schemas import PackageSchema

SCHEMA = PackageSchema(
    {
        "name": "boto",
        "meta": {"moduleFormat": "(.*)(?:/[^/]*)"},
        "provider": {"inputProperties": {"defaultTags": {"$ref": "#/types/boto:index:Tags"}}},
        "resources": {
            "boto:ec2:Vpc": {
                "inputProperties": {
                    "cidrBlock": {"type": "string"},
                    "tags": {"type": "object", "additionalProperties": {"type": "string"}},
                    "rules": {"type": "array", "items": {"$ref": "#/types/boto:ec2:Rule"}},
                    "policy": {"$ref": "pulumi.json#/Json"},
                }
            },
            "boto:s3/bucket:Bucket": {"inputProperties": {}},
        },
        "types": {
            "boto:index:Tags": {"type": "object", "properties": {"keyPrefix": {"type": "string"}}},
            "boto:ec2:Rule": {
                "type": "object",
                "properties": {
                    "fromPort": {"type": "integer"},
                    "labelMap": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
        },
    }
)


def generated(source: str, schema: PackageSchema | None = SCHEMA) -> str:
    return program_text(list(parse_program(dedent(source))), lambda package: schema)


def body(source: str, schema: PackageSchema | None = SCHEMA) -> str:
    return generated(source, schema).split("\n\n", 1)[1].strip()


def test_a_resource_becomes_a_call_of_its_class() -> None:
    text = generated("""
        resource mainVpc "boto:ec2:Vpc" {
          __logicalName = "main-vpc"
          cidrBlock = "10.0.0.0/16"
        }
        """)
    assert text == dedent("""\
        import pulumi
        import pulumi_boto as boto

        main_vpc = boto.ec2.Vpc("main-vpc", cidr_block="10.0.0.0/16")
        """)


def test_options_are_resource_options() -> None:
    text = body("""
        resource vpc "boto:ec2:Vpc" {
          options {
            provider = east
            protect = true
            dependsOn = []
            ignoreChanges = ["cidrBlock"]
            import = "vpc-1"
          }
        }
        resource east "pulumi:providers:boto" {
          defaultTags = { keyPrefix = "x" }
        }
        """)
    assert text == dedent("""\
        east = boto.Provider("east", default_tags={"key_prefix": "x"})

        vpc = boto.ec2.Vpc(
            "vpc",
            opts=pulumi.ResourceOptions(
                provider=east,
                protect=True,
                ignore_changes=["cidr_block"],
                import_="vpc-1",
            ),
        )""")


def test_names_of_properties_are_respelt_and_keys_of_maps_are_not() -> None:
    text = body("""
        resource vpc "boto:ec2:Vpc" {
          tags = { "Name" = "x", costCenter = "7", "a-b" = "c" }
          rules = [{ fromPort = 22, labelMap = { someKey = "v" } }]
        }
        """)
    assert '"costCenter": "7"' in text
    assert '"a-b": "c"' in text
    assert '"from_port": 22' in text
    assert '"someKey": "v"' in text


def test_without_a_schema_keys_are_respelt_by_rule() -> None:
    text = body('resource x "other:mod/thing:Thing" {\n  some = { fooBar = 1, "Name" = 2 }\n}\n', None)
    assert text == 'x = other.mod.Thing("x", some={"foo_bar": 1, "Name": 2})'


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ('"{\\"Actions\\": [\\"read\\", 1, true, null]}"', '{"Actions": ["read", 1, True, None]}'),
        ('"[]"', "[]"),
    ],
)
def test_a_json_document_is_written_as_what_it_holds(source: str, python: str) -> None:
    text = body(f'resource x "boto:ec2:Vpc" {{\n  policy = {source}\n}}\n')
    assert text == f'x = boto.ec2.Vpc("x", policy=pulumi.Output.json_dumps({python}))'


@pytest.mark.parametrize("source", ['"no JSON"', "other.id"])
def test_what_is_no_json_document_is_written_as_it_is(source: str) -> None:
    text = body(f'resource x "boto:ec2:Vpc" {{\n  policy = {source}\n}}\nresource other "boto:ec2:Vpc" {{}}\n')
    assert f"policy={source})" in text


def test_references_come_after_what_they_refer_to() -> None:
    text = body("""
        resource child "boto:ec2:Vpc" {
          cidrBlock = parent.cidrBlock
          tags = { id = "${parent.id}-x", first = parent.rules[0].fromPort }
        }
        resource parent "boto:ec2:Vpc" {}
        """)
    assert text.index("parent =") < text.index("child =")
    assert "cidr_block=parent.cidr_block" in text
    assert 'pulumi.Output.concat(parent.id, "-x")' in text
    assert 'parent.rules[0]["from_port"]' in text


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ('"a \\"b\\" \\\\ \\n"', '"a \\"b\\" \\\\ \\n"'),
        ('"$${x} %%{y}"', '"${x} %{y}"'),
        ('"\\u00e9"', '"é"'),
        ("-3", "-3"),
        ("1.5", "1.5"),
        ("true", "True"),
        ("[]", "[]"),
        ("{}", "{}"),
        ('secret("x")', 'pulumi.Output.secret("x")'),
        ('fileAsset("./x")', 'pulumi.FileAsset("./x")'),
        ('toJSON({ "a" = [1] })', 'pulumi.Output.json_dumps({"a": [1]})'),
    ],
)
def test_values(source: str, python: str) -> None:
    text = body(f'resource x "boto:ec2:Vpc" {{\n  cidrBlock = {source}\n}}\n')
    assert text == f'x = boto.ec2.Vpc("x", cidr_block={python})'


def test_null_inputs_are_left_out() -> None:
    assert body('resource x "boto:ec2:Vpc" {\n  cidrBlock = null\n}\n') == 'x = boto.ec2.Vpc("x")'


def test_the_module_format_of_the_schema_names_the_module() -> None:
    assert body('resource x "boto:s3/bucket:Bucket" {}\n') == 'x = boto.s3.Bucket("x")'


def test_a_local_component_is_a_component_resource() -> None:
    text = body("""
        component whole {
          token = "test:index:Whole"
        }
        resource vpc "boto:ec2:Vpc" {
          options {
            parent = whole
          }
        }
        """)
    assert 'whole = pulumi.ComponentResource("test:index:Whole", "whole")' in text
    assert "opts=pulumi.ResourceOptions(parent=whole)" in text


def test_variables_hide_neither_words_nor_packages() -> None:
    text = body('resource class "boto:ec2:Vpc" {}\nresource boto "boto:ec2:Vpc" {}\n')
    assert 'class_ = boto.ec2.Vpc("class")' in text
    assert 'boto_2 = boto.ec2.Vpc("boto")' in text


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("cidrBlock", "cidr_block"),
        ("kmsKeyARNs", "kms_key_arns"),
        ("ipv6CidrBlocks", "ipv6_cidr_blocks"),
        ("enableDNS64", "enable_dns64"),
        ("from", "from_"),
    ],
)
def test_snake_case(name: str, python: str) -> None:
    assert snake_case(name) == python


@pytest.mark.parametrize(
    "source",
    [
        'resource x "a:b:C" {\n  n = a ? b : c\n}\n',
        'resource x "a:b:C" {\n  n = no_such.id\n}\n',
        'resource x "a:b:C" {\n  n = invoke("a:b:c", {})\n}\n',
        'resource x "a:b:C" {\n  n = y.id\n}\nresource y "a:b:C" {\n  n = x.id\n}\n',
        "output x {\n  value = 1\n}\n",
        "resource {",
    ],
)
def test_what_cannot_be_written_is_one_sentence(source: str) -> None:
    with pytest.raises(UnsupportedProgram):
        generated(source, None)
    request = protocol.language_pb2.GenerateProgramRequest(source={"main.pp": source})
    (diagnostic,) = generate_program(request).diagnostics
    assert diagnostic.summary.count("\n") == 0
