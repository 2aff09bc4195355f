"""User data from a template."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime import settings as runtime

from stackwright_components.cloud_init import user_data

VARIABLES = {"name": "shop", "port": 8080, "settings": {"log_level": "info"}}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path) -> Iterator[None]:
    """The project is in tmp_path."""
    before = runtime.SETTINGS
    runtime.configure(runtime.Settings(project="shop", stack="dev", root_directory=str(tmp_path)))
    yield
    runtime.configure(before)


def _rendered(variables: Mapping[str, object]) -> str:
    async def known() -> str:
        text: str | None = await user_data("server.j2", variables).future()
        assert text is not None
        return text

    return asyncio.run(known())


def test_variables_are_filled_in(tmp_path: Path) -> None:
    (tmp_path / "server.j2").write_text(
        "{{ name }}:{{ port }}{% for k, v in settings | dictsort %} {{ k }}={{ v }}{% endfor %}"
    )
    assert _rendered(VARIABLES) == "shop:8080 log_level=info"


def test_a_template_may_include_others_beside_it(tmp_path: Path) -> None:
    (tmp_path / "part.j2").write_text("port {{ port }}")
    (tmp_path / "server.j2").write_text("{% include 'part.j2' %}")
    assert _rendered(VARIABLES) == "port 8080"


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ colour }}", r"server\.j2 uses colour, which it is not given; there are name, port, settings\.$"),
        ("a\n{% if %}", r"server\.j2 is wrong in line 2: "),
        ("{{ settings.colour.shade }}", r"server\.j2 cannot be rendered: .*colour"),
        ("é" * 8193, r"server\.j2 makes 16386 bytes of user data, but EC2 takes 16384"),
    ],
)
def test_a_wrong_template_is_one_sentence(tmp_path: Path, template: str, sentence: str) -> None:
    (tmp_path / "server.j2").write_text(template, encoding="utf-8")
    with pytest.raises(pulumi.RunError, match=sentence):
        _rendered(VARIABLES)


def test_a_missing_template_is_named_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match=rf"There is no cloud-init template 'server\.j2' in {tmp_path}\."):
        _rendered(VARIABLES)
