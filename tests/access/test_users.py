"""Users and their roles."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from stackwright.access import tokens, users
from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.access.pattern import Pattern
from stackwright.access.roles import Binding, Role
from stackwright.db import Database
from stackwright.errors import AlreadyExistsError, InvalidRequestError, NotFoundError

EVERYTHING_BY_BOB = Binding("bob", Role.ADMIN, Pattern())


@pytest.fixture(autouse=True)
def started(access: Access) -> None:
    """There is the user admin."""
    access.bootstrap()


def create(database: Database, *names: str) -> None:
    with database.write() as connection:
        for name in names:
            users.create(connection, name, actor="admin")


def bind(database: Database, binding: Binding) -> None:
    with database.write() as connection:
        users.bind(connection, binding, actor="admin")


def test_a_new_user_is_listed_and_has_no_role(database: Database) -> None:
    create(database, "bob")
    with database.read() as connection:
        assert [user.name for user in users.listed(connection)] == ["admin", "bob"]
        assert users.bindings(connection, "bob") == []


@pytest.mark.parametrize("name", ["", "Bob", "-bob", "b b", "bob\n", "server:reaper", "b" * 101, "böb"])
def test_a_name_that_could_be_mistaken_is_refused(database: Database, name: str) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be the name of a user; write"):
        create(database, name)


def test_an_address_is_a_name(database: Database) -> None:
    create(database, "bob+ci@example.com")
    with database.read() as connection:
        assert users.find(connection, "bob+ci@example.com").disabled is None


def test_a_name_is_given_once(database: Database) -> None:
    create(database, "bob")
    with pytest.raises(AlreadyExistsError, match="a user 'bob' already"):
        create(database, "bob")


def test_a_user_can_be_disabled_and_enabled_again(database: Database) -> None:
    create(database, "bob")
    with database.write() as connection:
        assert users.disable(connection, "bob", actor="admin").disabled is not None
        assert users.enable(connection, "bob", actor="admin").disabled is None


def test_removing_a_user_removes_tokens_and_roles(database: Database) -> None:
    create(database, "bob")
    bind(database, Binding("bob", Role.OPERATOR, Pattern("shop", "*")))
    with database.write() as connection:
        tokens.issue(connection, "bob", name="laptop", lifetime=None, actor="admin")
        users.remove(connection, "bob", actor="admin")
        users.create(connection, "bob", actor="admin")
        assert users.bindings(connection, "bob") == []
        assert tokens.listed(connection, "bob") == []


@pytest.mark.parametrize("name", ["nobody", "Admin", "", "\0", "\udcff"])
def test_a_user_that_is_not_there_is_not_found(database: Database, name: str) -> None:
    with pytest.raises(NotFoundError, match="There is no user"), database.read() as connection:
        users.find(connection, name)


@pytest.mark.parametrize("change", [users.disable, users.enable, users.remove])
def test_a_user_that_is_not_there_cannot_be_changed(database: Database, change: Callable[..., object]) -> None:
    with pytest.raises(NotFoundError, match="no user 'nobody'"), database.write() as connection:
        change(connection, "nobody", actor="admin")


def test_a_role_is_bound_and_taken_back(database: Database) -> None:
    create(database, "bob")
    binding = Binding("bob", Role.OPERATOR, Pattern("shop", "dev"))
    bind(database, binding)
    with database.write() as connection:
        assert users.bindings(connection, "bob") == [binding]
        users.unbind(connection, binding, actor="admin")
        assert users.bindings(connection, "bob") == []


def test_a_role_of_everyone_is_each_users(database: Database) -> None:
    create(database, "bob")
    everyone = Binding(None, Role.VIEWER, Pattern())
    bind(database, everyone)
    with database.write() as connection:
        assert users.bindings(connection, "bob") == [everyone]
        users.unbind(connection, everyone, actor="admin")
        assert users.bindings(connection, "bob") == []


def test_not_everyone_can_be_an_admin(database: Database) -> None:
    with pytest.raises(InvalidRequestError, match="Not everyone can be an admin"):
        bind(database, Binding(None, Role.ADMIN, Pattern("shop", "*")))


@pytest.mark.parametrize("user", ["bob", None])
def test_a_role_is_bound_once(database: Database, user: str | None) -> None:
    create(database, "bob")
    bind(database, Binding(user, Role.VIEWER, Pattern()))
    with pytest.raises(AlreadyExistsError, match=r"already has the role viewer on \*/\*"):
        bind(database, Binding(user, Role.VIEWER, Pattern()))


def test_a_role_cannot_be_bound_to_a_user_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no user 'nobody'"):
        bind(database, Binding("nobody", Role.VIEWER, Pattern()))


def test_a_role_that_was_not_bound_cannot_be_taken_back(database: Database) -> None:
    create(database, "bob")
    with pytest.raises(NotFoundError, match="'bob' does not have the role viewer"), database.write() as connection:
        users.unbind(connection, Binding("bob", Role.VIEWER, Pattern()), actor="admin")


def disable_admin(connection: Connection) -> None:
    users.disable(connection, "admin", actor="admin")


def remove_admin(connection: Connection) -> None:
    users.remove(connection, "admin", actor="admin")


def unbind_admin(connection: Connection) -> None:
    users.unbind(connection, Binding("admin", Role.ADMIN, Pattern()), actor="admin")


@pytest.mark.parametrize("lose", [disable_admin, remove_admin, unbind_admin])
class TestTheLastActiveAdmin:
    """There is always someone who can let others in."""

    def assert_refused(self, database: Database, lose: Callable[[Connection], None]) -> None:
        with pytest.raises(InvalidRequestError) as refusal, database.write() as connection:
            lose(connection)
        assert str(refusal.value) == "'admin' is the last active admin; make another user an admin of */* first."

    def test_cannot_be_lost(self, database: Database, lose: Callable[[Connection], None]) -> None:
        create(database, "bob")
        self.assert_refused(database, lose)

    def test_can_be_lost_where_another_is_an_admin_of_everything(
        self, database: Database, lose: Callable[[Connection], None]
    ) -> None:
        create(database, "bob")
        bind(database, EVERYTHING_BY_BOB)
        with database.write() as connection:
            lose(connection)
        with pytest.raises(InvalidRequestError, match="'bob' is the last"), database.write() as connection:
            users.disable(connection, "bob", actor="admin")

    def test_is_the_last_beside_an_admin_of_one_project(
        self, database: Database, lose: Callable[[Connection], None]
    ) -> None:
        create(database, "bob")
        bind(database, Binding("bob", Role.ADMIN, Pattern("shop", "*")))
        self.assert_refused(database, lose)

    def test_is_the_last_beside_a_disabled_admin(self, database: Database, lose: Callable[[Connection], None]) -> None:
        create(database, "bob")
        bind(database, EVERYTHING_BY_BOB)
        with database.write() as connection:
            users.disable(connection, "bob", actor="admin")
        self.assert_refused(database, lose)


def test_an_admin_is_left_when_two_disable_each_other_at_once(database: Database) -> None:
    create(database, "bob")
    bind(database, EVERYTHING_BY_BOB)
    together = threading.Barrier(2)

    def disable(name: str) -> bool:
        together.wait()
        try:
            with database.write() as connection:
                users.disable(connection, name, actor="admin")
        except InvalidRequestError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(disable, ["admin", "bob"])) == [False, True]


def test_every_change_is_in_the_audit_trail(database: Database) -> None:
    create(database, "bob")
    binding = Binding("bob", Role.OPERATOR, Pattern("shop", "*"))
    bind(database, binding)
    with database.write() as connection:
        users.unbind(connection, binding, actor="carol")
        users.disable(connection, "bob", actor="carol")
        users.enable(connection, "bob", actor="carol")
        users.remove(connection, "bob", actor="carol")
    with database.read() as connection:
        recorded = [(entry.actor, entry.action, entry.details) for entry in AuditTrail().entries(connection)][3:]
    of_binding = '{"pattern":"shop/*","role":"operator","user":"bob"}'
    assert recorded == [
        ("admin", "user:create", '{"user":"bob"}'),
        ("admin", "role:bind", of_binding),
        ("carol", "role:unbind", of_binding),
        ("carol", "user:disable", '{"user":"bob"}'),
        ("carol", "user:enable", '{"user":"bob"}'),
        ("carol", "user:delete", '{"user":"bob"}'),
    ]


def test_a_change_that_changes_nothing_is_not_recorded(database: Database) -> None:
    create(database, "bob")
    with database.write() as connection:
        users.disable(connection, "bob", actor="admin")
        before = AuditTrail().head(connection)
        users.disable(connection, "bob", actor="admin")
        assert AuditTrail().head(connection) == before
