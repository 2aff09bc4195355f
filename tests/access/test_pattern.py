"""Patterns of stacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackwright.access.pattern import Pattern
from stackwright.access.principal import SERVER, Target
from stackwright.errors import InvalidRequestError

NAMES = st.text("abAB01-_.", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("pattern", "covered", "not_covered"),
    [
        ("shop/dev", ["shop/dev"], ["shop/prod", "shop/dev2", "Shop/dev", "shop/Dev", "shop", ""]),
        ("shop/pr-*", ["shop/pr-1", "shop/pr-"], ["shop/dev", "other/pr-1", "shop"]),
        ("shop/*", ["shop/dev", "shop"], ["shopping/dev", ""]),
        ("shop", ["shop/dev", "shop"], ["shopping/dev", ""]),
        ("*/dev", ["shop/dev", "other/dev"], ["shop/prod", "shop", ""]),
        ("s*p/*a*", ["shop/staging", "sp/a"], ["shop/dev", "shops/a", "shop"]),
        ("*", ["shop/dev", "shop", ""], []),
        ("**/**", ["shop/dev", "shop", ""], []),
        ("shop/a.c", ["shop/a.c"], ["shop/abc"]),
    ],
)
def test_a_pattern_covers(pattern: str, covered: list[str], not_covered: list[str]) -> None:
    def covers(target: str) -> bool:
        project, _, stack = target.partition("/")
        return Pattern.parse(pattern).matches(Target(project, stack))

    assert [target for target in [*covered, *not_covered] if covers(target)] == covered


@pytest.mark.parametrize("text", ["", "/", "shop/", "/dev", "a/b/c", "shop/d?v", "shop/[d]ev", "a b/c", "shop/d\n"])
def test_anything_else_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="write project/stack") as refusal:
        Pattern.parse(text)
    assert repr(text) in str(refusal.value)


def test_spellings_of_everything_are_one_pattern() -> None:
    assert {Pattern.parse(text) for text in ("*", "**", "*/*", "**/*")} == {Pattern("*", "*")}


@given(NAMES, NAMES)
def test_a_name_is_a_pattern_of_itself_alone(project: str, stack: str) -> None:
    pattern = Pattern.parse(f"{project}/{stack}")
    assert pattern.matches(Target(project, stack))
    assert not pattern.matches(Target(project, stack + "x"))
    assert not pattern.matches(SERVER)


@given(st.text("ab*", min_size=1, max_size=6), st.text("ab*", min_size=1, max_size=6))
def test_what_a_pattern_says_is_what_it_reads(project: str, stack: str) -> None:
    pattern = Pattern.parse(f"{project}/{stack}")
    assert Pattern.parse(str(pattern)) == pattern
