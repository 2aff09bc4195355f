"""Authentication, permission and the first start."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from stackwright.access import tokens, users
from stackwright.access.action import Action
from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.access.cache import PrincipalCache
from stackwright.access.pattern import Pattern
from stackwright.access.principal import SERVER, Principal, Target
from stackwright.access.roles import Binding, Role
from stackwright.access.scope import UNLIMITED, Scope
from stackwright.access.secret import TokenText
from stackwright.access.tables import tokens as token_table
from stackwright.access.tokens import Issued
from stackwright.db import Database, now_milliseconds
from stackwright.errors import ForbiddenError, UnauthenticatedError

SHOP_DEV = Target("shop", "dev")


def issue(
    database: Database,
    *,
    role: Role = Role.OPERATOR,
    pattern: str = "shop/*",
    scope: Scope = UNLIMITED,
    lifetime: timedelta | None = None,
) -> Issued:
    """A token of bob, who has one role."""
    with database.write() as connection:
        users.create(connection, "bob", actor="admin")
        users.bind(connection, Binding("bob", role, Pattern.parse(pattern)), actor="admin")
        return tokens.issue(connection, "bob", name="ci", scope=scope, lifetime=lifetime, actor="admin")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


class TestAuthentication:
    """`Access.authenticate`."""

    def test_a_token_names_its_user_with_roles_and_scope(self, access: Access, database: Database) -> None:
        issued = issue(database, scope=Scope.parse("viewer"))
        principal = access.authenticate(issued.text.reveal())
        assert principal == Principal(
            "bob", issued.token.id, (Binding("bob", Role.OPERATOR, Pattern("shop", "*")),), Scope.parse("viewer")
        )

    @pytest.mark.parametrize("text", ["", "pul-0123", "swt_\x00", "\udcff"])
    def test_what_is_no_token_is_refused_without_asking_the_database(
        self, access: Access, database: Database, text: str
    ) -> None:
        with statements(database) as sent, pytest.raises(UnauthenticatedError, match="no token of this server"):
            access.authenticate(text)
        assert sent == []

    def test_a_right_id_with_a_wrong_secret_is_as_unknown_as_a_wrong_id(
        self, access: Access, database: Database
    ) -> None:
        refusals = []
        for token_id in (issue(database).token.id, "0" * 16):
            with pytest.raises(UnauthenticatedError) as refusal:
                access.authenticate(TokenText(token_id, "0" * 64).reveal())
            refusals.append(str(refusal.value))
        assert refusals == ["The token is not known here; ask an admin of this server for a new one."] * 2

    def test_an_expired_token_is_refused(self, access: Access, database: Database) -> None:
        issued = issue(database, lifetime=timedelta(hours=1))
        with database.write() as connection:
            connection.execute(update(token_table).values(expires=1_000))
        with pytest.raises(UnauthenticatedError, match=r"\(ci\) of 'bob' expired at 1970-01-01 00:00 UTC"):
            access.authenticate(issued.text.reveal())

    def test_a_revoked_token_is_refused(self, access: Access, database: Database) -> None:
        issued = issue(database)
        with database.write() as connection:
            tokens.revoke(connection, issued.token.id, actor="admin")
        with pytest.raises(UnauthenticatedError, match=r"\(ci\) of 'bob' was revoked at 2"):
            access.authenticate(issued.text.reveal())

    def test_a_disabled_user_is_refused_until_enabled(self, access: Access, database: Database) -> None:
        text = issue(database).text.reveal()
        with database.write() as connection:
            users.disable(connection, "bob", actor="admin")
        with pytest.raises(UnauthenticatedError, match="The user 'bob' is disabled"):
            access.authenticate(text)
        with database.write() as connection:
            users.enable(connection, "bob", actor="admin")
        assert access.authenticate(text).user == "bob"

    def test_no_refusal_repeats_the_secret(self, access: Access, database: Database) -> None:
        issued = issue(database)
        with database.write() as connection:
            tokens.revoke(connection, issued.token.id, actor="admin")
        for text in (issued.text, TokenText.new()):
            with pytest.raises(UnauthenticatedError) as refusal:
                access.authenticate(text.reveal())
            assert text.secret not in str(refusal.value)


class TestTheLastUse:
    """Of a token, as it is recorded."""

    def last_used(self, database: Database, token_id: str) -> int | None:
        with database.read() as connection:
            return tokens.find(connection, token_id).last_used

    def set_last_used(self, database: Database, seconds_ago: int) -> None:
        with database.write() as connection:
            connection.execute(update(token_table).values(last_used=now_milliseconds() - seconds_ago * 1000))

    def test_is_recorded(self, access: Access, database: Database) -> None:
        issued = issue(database)
        access.authenticate(issued.text.reveal())
        last_used = self.last_used(database, issued.token.id)
        assert last_used is not None
        assert last_used >= issued.token.created

    def test_is_not_recorded_again_within_a_minute(self, access: Access, database: Database) -> None:
        issued = issue(database)
        self.set_last_used(database, seconds_ago=30)
        with statements(database) as sent:
            access.authenticate(issued.text.reveal())
        assert not [statement for statement in sent if statement.startswith("UPDATE")]

    def test_is_recorded_again_after_a_minute(self, access: Access, database: Database) -> None:
        issued = issue(database)
        self.set_last_used(database, seconds_ago=61)
        before = self.last_used(database, issued.token.id)
        access.authenticate(issued.text.reveal())
        after = self.last_used(database, issued.token.id)
        assert before is not None
        assert after is not None
        assert after >= before + 61_000

    def test_of_a_token_that_is_refused_is_not_recorded(self, access: Access, database: Database) -> None:
        issued = issue(database)
        with database.write() as connection:
            tokens.revoke(connection, issued.token.id, actor="admin")
        with pytest.raises(UnauthenticatedError):
            access.authenticate(issued.text.reveal())
        assert self.last_used(database, issued.token.id) is None


class TestTheCache:
    """Of principals: a thousand requests are not a thousand queries."""

    def test_saves_the_database(self, database: Database) -> None:
        access = Access(database, cache_seconds=3600)
        text = issue(database).text.reveal()
        first = access.authenticate(text)
        with statements(database) as sent:
            assert [access.authenticate(text) for _ in range(1000)] == [first] * 1000
        assert sent == []

    def test_forgets_when_told(self, database: Database) -> None:
        access = Access(database, cache_seconds=3600)
        issued = issue(database)
        access.authenticate(issued.text.reveal())
        with database.write() as connection:
            tokens.revoke(connection, issued.token.id, actor="admin")
        access.authenticate(issued.text.reveal())  # not noticed yet
        access.forget()
        with pytest.raises(UnauthenticatedError, match="revoked"):
            access.authenticate(issued.text.reveal())

    def test_notices_a_revoked_token_by_itself(self, database: Database) -> None:
        access = Access(database, cache_seconds=0.05)
        issued = issue(database)
        access.authenticate(issued.text.reveal())
        with database.write() as connection:
            tokens.revoke(connection, issued.token.id, actor="admin")
        self.wait_for_refusal(access, issued)

    def test_does_not_outlive_the_token(self, database: Database) -> None:
        access = Access(database, cache_seconds=3600)
        issued = issue(database, lifetime=timedelta(seconds=1))
        access.authenticate(issued.text.reveal())
        self.wait_for_refusal(access, issued)

    def test_keeps_no_refusals(self, access: Access, database: Database) -> None:
        for _ in range(10):
            with pytest.raises(UnauthenticatedError):
                access.authenticate(TokenText.new().reveal())
        assert len(access._cache) == 0

    def test_is_bounded_and_keeps_those_used_last(self) -> None:
        cache = PrincipalCache(2)
        later = time.monotonic() + 3600
        for name in ("a", "b"):
            cache.put(name, Principal(name, "", ()), later)
        cache.get("a")
        cache.put("c", Principal("c", "", ()), later)
        assert [name for name in "abc" if cache.get(name)] == ["a", "c"]
        assert len(cache) == 2

    def test_drops_what_is_over(self) -> None:
        cache = PrincipalCache(2)
        cache.put("a", Principal("a", "", ()), time.monotonic())
        assert cache.get("a") is None
        assert len(cache) == 0

    def wait_for_refusal(self, access: Access, issued: Issued) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                access.authenticate(issued.text.reveal())
            except UnauthenticatedError:
                return
            time.sleep(0.01)
        pytest.fail("the token is still let in")


class TestPermission:
    """`Access.require`."""

    def refusal(self, access: Access, principal: Principal, action: Action, target: Target) -> str:
        with pytest.raises(ForbiddenError) as refusal:
            access.require(principal, action, target)
        return str(refusal.value)

    def test_what_a_role_allows_passes_without_asking_the_database(self, access: Access, database: Database) -> None:
        bob = access.authenticate(issue(database).text.reveal())
        with statements(database) as sent:
            access.require(bob, Action.STACK_UPDATE, SHOP_DEV)
        assert sent == []

    def test_a_refusal_names_user_action_target_and_the_roles_that_would_do(
        self, access: Access, database: Database
    ) -> None:
        bob = access.authenticate(issue(database, role=Role.VIEWER).text.reveal())
        assert self.refusal(access, bob, Action.STACK_UPDATE, SHOP_DEV) == (
            "The user 'bob' may not do stack:update on shop/dev; the role operator or admin on shop/dev would allow it."
        )

    def test_a_refusal_says_which_pattern_a_project_or_the_server_needs(
        self, access: Access, database: Database
    ) -> None:
        bob = access.authenticate(issue(database, pattern="shop/dev").text.reveal())
        assert self.refusal(access, bob, Action.STACK_LIST, Target("shop")).endswith(
            "stack:list on shop; the role viewer, approver, operator or admin on shop/* would allow it."
        )
        assert self.refusal(access, bob, Action.SERVER_ADMINISTER, SERVER).endswith(
            "server:administer on the server; the role admin on */* would allow it."
        )

    def test_a_refusal_blames_the_token_where_the_role_would_do(self, access: Access, database: Database) -> None:
        issued = issue(database, scope=Scope.parse("viewer", "shop/*"))
        bob = access.authenticate(issued.text.reveal())
        assert self.refusal(access, bob, Action.STACK_UPDATE, SHOP_DEV) == (
            f"The user 'bob' may do stack:update on shop/dev, but not with the token {issued.token.id}, "
            "whose scope is viewer on shop/*; use a token with a wider scope."
        )


class TestTheFirstStart:
    """`Access.bootstrap`."""

    def test_makes_an_admin_who_may_do_everything(self, access: Access) -> None:
        token = access.bootstrap()
        assert token is not None
        admin = access.authenticate(token)
        assert admin.user == "admin"
        assert all(admin.may(action, SERVER) for action in Action)

    def test_happens_once(self, access: Access) -> None:
        access.bootstrap()
        assert access.bootstrap() is None

    def test_is_in_the_audit_trail(self, access: Access, database: Database) -> None:
        access.bootstrap()
        with database.read() as connection:
            entries = [(entry.actor, entry.action) for entry in AuditTrail().entries(connection)]
        assert entries == [("server:bootstrap", action) for action in ("user:create", "role:bind", "token:issue")]

    def test_gives_one_token_when_several_servers_start_at_once(self, database_url: str) -> None:
        together = threading.Barrier(6)

        def start(_: int) -> str | None:
            database = Database(database_url)
            together.wait()
            token = Access(database).bootstrap()
            database.close()
            return token

        with ThreadPoolExecutor(6) as servers:
            given = [token for token in servers.map(start, range(6)) if token is not None]
        assert len(given) == 1
