"""Configuration as dataclasses, and what is said of a mistake in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
import pytest
from pulumi.runtime import set_all_config
from pulumi.runtime import settings as runtime

from stackwright_components import DataSettings, NetworkSettings, ScalingSettings, ServersSettings, example, read


@dataclass(frozen=True, kw_only=True)
class Disk:
    size: int = field(metadata=example(10))


@dataclass(frozen=True, kw_only=True)
class Shop:
    instance_type: str = field(metadata=example("t3.micro"))
    share: float = field(default=0.5, metadata=example(0.5))
    spot: bool = field(default=False, metadata=example(True))
    size: Literal["small", "large"] = "small"
    zones: tuple[str, ...] = field(default=(), metadata=example(["eu-central-1a"]))
    disk: Disk | None = None
    variables: Mapping[str, str] = field(default_factory=dict, metadata=example({"a": "b"}))
    disks: Mapping[str, Disk] = field(default_factory=dict)


@pytest.fixture(autouse=True)
def _stack() -> Iterator[None]:
    before = runtime.SETTINGS
    runtime.configure(runtime.Settings(project="example", stack="dev"))
    yield
    set_all_config({})
    runtime.configure(before)


def _read(value: Any, into: type[Any] = Shop) -> Any:
    set_all_config({} if value is None else {"example:shop": value if isinstance(value, str) else json.dumps(value)})
    return read(pulumi.Config(), "shop", into)


def test_every_kind_of_value_is_read() -> None:
    assert _read(
        {
            "instanceType": "t3.small",
            "share": 1,
            "spot": True,
            "size": "large",
            "zones": ["a", "b"],
            "disk": {"size": 3},
            "variables": {"logLevel": "x"},
            "disks": {"data": {"size": 4}},
        }
    ) == Shop(
        instance_type="t3.small",
        share=1,
        spot=True,
        size="large",
        zones=("a", "b"),
        disk=Disk(size=3),
        variables={"logLevel": "x"},
        disks={"data": Disk(size=4)},
    )


def test_what_the_command_line_makes_of_a_value_is_read() -> None:
    assert _read({"instanceType": 8080, "share": "0.25"}) == Shop(instance_type="8080", share=0.25)


def test_what_is_not_given_has_its_default() -> None:
    assert _read({"instanceType": "t3.small", "disk": None}) == Shop(instance_type="t3.small")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (
            None,
            "The configuration of stack 'dev' lacks 'example:shop.instanceType'; set it, for example: pulumi config",
        ),
        (
            {"instanceTyp": "t3.micro"},
            "The configuration has an unknown key 'example:shop.instanceTyp'; did you mean 'instanceType'?",
        ),
        ("text", "The configuration 'example:shop' must be a map with the keys instanceType, share, .*, not 'text'"),
        (
            {"instanceType": True},
            "'example:shop.instanceType' must be text, not True; write, for example: pulumi config set --path ",
        ),
        ({"instanceType": "t", "share": "half"}, "'example:shop.share' must be a number, not 'half'"),
        ({"instanceType": "t", "spot": 1}, "'example:shop.spot' must be true or false, not 1"),
        ({"instanceType": "t", "size": "huge"}, "'example:shop.size' must be one of small, large, not 'huge'"),
        (
            {"instanceType": "t", "zones": "a"},
            r"a list, not .a.; write, .* 'example:shop.zones\[0\]' eu-central-1a",
        ),
        ({"instanceType": "t", "zones": ["a", []]}, r"'example:shop.zones\[1\]' must be text, not \[\]"),
        ({"instanceType": "t", "variables": ["a"]}, "'example:shop.variables' must be a map, not \\['a'\\]"),
        ({"instanceType": "t", "disk": {}}, "lacks 'example:shop.disk.size'"),
        ({"instanceType": "t", "disks": {"data": {"size": True}}}, "'example:shop.disks.data.size' must be a whole"),
    ],
)
def test_a_mistake_is_one_sentence(value: object, sentence: str) -> None:
    with pytest.raises(pulumi.RunError, match=sentence):
        _read(value)


@pytest.mark.parametrize("settings", [NetworkSettings, DataSettings, ServersSettings, ScalingSettings])
def test_each_sentence_of_a_component_s_settings_leads_to_the_next_and_to_the_end(settings: type[Any]) -> None:
    """Whoever does what the sentences say ends up with a configuration that is read."""
    given: dict[str, Any] = {}
    for _ in range(20):
        try:
            _read(given, settings)
        except pulumi.RunError as error:
            _, _, command = str(error).partition("--path example:shop.")
            path, value = command.split(" ", 1)
            target = given
            *parents, last = path.split(".")
            for parent in parents:
                target = target.setdefault(parent, {})
            text = value.strip("'")
            target[last] = int(text) if text.isdigit() else text
        else:
            return
    pytest.fail(f"20 sentences were not enough: {given}")
