"""Roles, and scopes that narrow them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackwright.access.action import Action
from stackwright.access.pattern import Pattern
from stackwright.access.principal import SERVER, Principal, Target
from stackwright.access.roles import Binding, Role, roles_with
from stackwright.access.scope import Scope
from stackwright.errors import InvalidRequestError

SHOP_DEV = Target("shop", "dev")
PATTERNS = st.sampled_from(["*", "shop/*", "shop/dev", "*/dev", "other/*"]).map(Pattern.parse)
TARGETS = st.sampled_from([SHOP_DEV, Target("shop", "prod"), Target("other", "dev"), Target("shop"), SERVER])
BINDINGS = st.builds(Binding, st.none(), st.sampled_from(Role), PATTERNS)
WORDS = st.sampled_from(["all", *Role, *Action])
SCOPES = st.builds(Scope, st.lists(WORDS, min_size=1, max_size=4).map(tuple), PATTERNS)


def principal(*bindings: Binding, scope: Scope | None = None) -> Principal:
    return Principal("bob", "0123456789abcdef", bindings, scope)


def test_each_role_allows_what_the_page_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "access.md"
    lines = [line.split("|")[1:-1] for line in page.read_text().splitlines() if line.startswith("| `")]
    rows = [cells for cells in lines if cells[0].strip(" `") in set(Action)]
    documented = {
        (role, action.strip(" `"))
        for action, *cells in rows
        for role, cell in zip(Role, cells, strict=True)
        if "yes" in cell
    }
    assert documented == {(role, action.value) for role in Role for action in role.actions}


def test_roles_that_allow_an_action_come_narrowest_first() -> None:
    assert roles_with(Action.STACK_READ) == [Role.VIEWER, Role.APPROVER, Role.OPERATOR, Role.ADMIN]
    assert roles_with(Action.ACCESS_ADMINISTER) == [Role.ADMIN]


def test_an_admin_may_do_everything() -> None:
    assert all(principal(Binding("bob", Role.ADMIN, Pattern())).may(action, SERVER) for action in Action)


def test_a_role_holds_for_the_stacks_of_its_pattern() -> None:
    bob = principal(Binding("bob", Role.OPERATOR, Pattern("shop", "dev")))
    assert bob.may(Action.STACK_UPDATE, SHOP_DEV)
    assert not bob.may(Action.STACK_UPDATE, Target("shop", "prod"))
    assert not bob.may(Action.STACK_LIST, SERVER)


def test_roles_add_up_but_each_on_its_own_stacks() -> None:
    bob = principal(Binding(None, Role.VIEWER, Pattern()), Binding("bob", Role.OPERATOR, Pattern("shop", "dev")))
    assert bob.may(Action.STACK_READ, Target("other", "prod"))
    assert not bob.may(Action.STACK_UPDATE, Target("other", "prod"))


def test_an_operator_and_an_approver_are_two_people_unless_someone_is_given_both_roles() -> None:
    assert Action.APPROVE not in Role.OPERATOR.actions
    assert Action.STACK_UPDATE not in Role.APPROVER.actions


def test_only_visible_stacks_are_listed() -> None:
    bob = principal(Binding("bob", Role.VIEWER, Pattern("shop", "*")))
    assert bob.visible([SHOP_DEV, Target("other", "dev")]) == [SHOP_DEV]


@given(st.lists(BINDINGS, max_size=3), SCOPES, st.sampled_from(Action), TARGETS)
def test_a_scope_narrows_roles_and_never_widens_them(
    bindings: list[Binding], scope: Scope, action: Action, target: Target
) -> None:
    whole, narrowed = principal(*bindings), principal(*bindings, scope=scope)
    assert narrowed.may(action, target) == (whole.may(action, target) and scope.allows(action, target))


def test_a_scope_is_made_of_roles_and_actions() -> None:
    scope = Scope.parse("viewer, stack:preview", "shop/*")
    assert scope.actions == Role.VIEWER.actions | {Action.STACK_PREVIEW}
    assert str(scope) == "stack:preview, viewer on shop/*"


@pytest.mark.parametrize("words", ["", "owner", "viewer,", "stack:*"])
def test_a_scope_of_anything_else_is_refused(words: str) -> None:
    with pytest.raises(InvalidRequestError, match="A token cannot have the scope"):
        Scope.parse(words)


def test_a_word_that_only_a_newer_version_knows_means_nothing() -> None:
    assert Scope(("stack:teleport", "stack:read")).actions == {Action.STACK_READ}


def test_a_role_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(InvalidRequestError, match="'owner'; the roles are viewer, operator, approver, admin"):
        Role.parse("owner")
