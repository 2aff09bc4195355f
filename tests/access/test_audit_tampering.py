"""Somebody past the triggers changes the trail: what `verify` finds, and what it cannot."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

from stackwright.access.audit import AuditTrail
from stackwright.access.chain import GENESIS, Entry, Finding, Head, Problem
from stackwright.access.principal import Target
from stackwright.access.tables import audit_entries, audit_head
from stackwright.db import Database
from stackwright.errors import DatabaseError

TRAIL = AuditTrail()
LENGTH = 6
SEQUENCES = st.integers(1, LENGTH)
OTHER_SEQUENCES = st.integers(-(2**63), 0) | st.integers(LENGTH + 1, 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=64)
VALUES = {
    "sequence": OTHER_SEQUENCES,
    "at": st.integers(-(2**63), 2**63 - 1),
    **dict.fromkeys(("actor", "token", "action", "project", "stack", "outcome", "details", "previous", "hash"), TEXTS),
}
EACH_EXAMPLE_IS_UNDONE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@pytest.fixture(autouse=True)
def open_trail(database: Database) -> None:
    """A trail of six entries whose triggers are gone."""
    with database.write() as connection:
        for number in range(LENGTH):
            TRAIL.record(
                connection,
                actor=f"user-{number}",
                action="stack:update",
                target=Target("shop", f"stack-{number}"),
                outcome="succeeded",
                details={"version": number},
            )
        if database.is_sqlite:
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in (audit_entries, audit_head):
                connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with database.engine.connect() as connection:
        yield connection
        connection.rollback()


def verify(connection: Connection, kept: str | None = None) -> list[Finding]:
    return list(TRAIL.verify(connection, kept))


def problems(connection: Connection, kept: str | None = None) -> list[tuple[int, Problem]]:
    return [(finding.sequence, finding.problem) for finding in verify(connection, kept)]


def entries(connection: Connection) -> list[Entry]:
    return list(TRAIL.entries(connection))


def put(connection: Connection, trail: list[Entry], head: Head | None = None) -> None:
    """Write a whole trail in the place of the one there is."""
    connection.execute(delete(audit_entries))
    connection.execute(insert(audit_entries), [vars(entry) for entry in trail])
    if head is not None:
        connection.execute(update(audit_head).values(vars(head)))


def sealed(entry: Entry) -> Entry:
    """The entry with the hash that a forger who knows how would give it."""
    return replace(entry, hash=entry.computed_hash)


def relinked(trail: list[Entry]) -> list[Entry]:
    """The whole chain made anew, numbers and hashes."""
    previous, made = GENESIS, []
    for sequence, entry in enumerate(trail, 1):
        made.append(sealed(replace(entry, sequence=sequence, previous=previous)))
        previous = made[-1].hash
    return made


def test_a_trail_that_nobody_touched_is_whole(database: Database) -> None:
    with tampering(database) as connection:
        assert verify(connection) == []


class TestEachSingleMutationIsFound:
    """By the chain and the head alone."""

    @EACH_EXAMPLE_IS_UNDONE
    @given(
        sequence=SEQUENCES,
        column_and_value=st.sampled_from(sorted(VALUES)).flatmap(lambda c: st.tuples(st.just(c), VALUES[c])),
    )
    def test_a_changed_value(self, database: Database, sequence: int, column_and_value: tuple[str, object]) -> None:
        column, value = column_and_value
        with tampering(database) as connection:
            where = audit_entries.c.sequence == sequence
            assume(connection.execute(select(audit_entries.c[column]).where(where)).scalar_one() != value)
            connection.execute(update(audit_entries).where(where).values({column: value}))
            assert verify(connection)

    @EACH_EXAMPLE_IS_UNDONE
    @given(sequence=SEQUENCES, actor=TEXTS)
    def test_a_changed_entry_with_the_right_hash_for_its_new_content(
        self, database: Database, sequence: int, actor: str
    ) -> None:
        with tampering(database) as connection:
            trail = entries(connection)
            assume(trail[sequence - 1].actor != actor)
            trail[sequence - 1] = sealed(replace(trail[sequence - 1], actor=actor))
            put(connection, trail)
            assert verify(connection)

    @EACH_EXAMPLE_IS_UNDONE
    @given(removed=st.sets(SEQUENCES, min_size=1))
    def test_removed_entries(self, database: Database, removed: set[int]) -> None:
        with tampering(database) as connection:
            connection.execute(delete(audit_entries).where(audit_entries.c.sequence.in_(removed)))
            assert {problem for _, problem in problems(connection)} >= {Problem.MISSING}

    @EACH_EXAMPLE_IS_UNDONE
    @given(order=st.permutations(range(1, LENGTH + 1)), reseal=st.booleans())
    def test_another_order(self, database: Database, order: list[int], reseal: bool) -> None:
        assume(order != sorted(order))
        with tampering(database) as connection:
            trail = [replace(e, sequence=s) for e, s in zip(entries(connection), order, strict=True)]
            put(connection, [sealed(entry) for entry in trail] if reseal else trail)
            assert verify(connection)

    @EACH_EXAMPLE_IS_UNDONE
    @given(at=OTHER_SEQUENCES, like=SEQUENCES, reseal=st.booleans())
    def test_an_inserted_entry(self, database: Database, at: int, like: int, reseal: bool) -> None:
        with tampering(database) as connection:
            trail = entries(connection)
            forged = replace(trail[like - 1], sequence=at, previous=trail[-1].hash)
            put(connection, [*trail, sealed(forged) if reseal else forged])
            assert verify(connection)

    @EACH_EXAMPLE_IS_UNDONE
    @given(place=st.integers(0, LENGTH), removed=st.booleans())
    def test_a_chain_made_anew_round_an_inserted_or_removed_entry(
        self, database: Database, place: int, removed: bool
    ) -> None:
        with tampering(database) as connection:
            trail = entries(connection)
            assume(not removed or place < LENGTH)
            trail[place : place + removed] = [] if removed else [replace(trail[0], actor="eve")]
            put(connection, relinked(trail))
            assert verify(connection)

    @EACH_EXAMPLE_IS_UNDONE
    @given(head=st.builds(Head, OTHER_SEQUENCES | SEQUENCES, TEXTS))
    def test_another_head(self, database: Database, head: Head) -> None:
        with tampering(database) as connection:
            connection.execute(update(audit_head).values(vars(head)))
            assert verify(connection)


class TestWhatIsFoundIsSaid:
    """One finding for one mutation where it can be told apart, at its entry."""

    def test_a_changed_entry(self, database: Database) -> None:
        with tampering(database) as connection:
            connection.execute(update(audit_entries).where(audit_entries.c.sequence == 3).values(actor="eve"))
            assert [str(finding) for finding in verify(connection)] == ["Entry 3 was changed after it was written."]

    def test_a_changed_entry_with_its_hash_made_anew(self, database: Database) -> None:
        with tampering(database) as connection:
            trail = entries(connection)
            trail[2] = sealed(replace(trail[2], actor="eve"))
            put(connection, trail)
            assert problems(connection) == [(4, Problem.UNLINKED)]

    def test_a_removed_entry(self, database: Database) -> None:
        with tampering(database) as connection:
            connection.execute(delete(audit_entries).where(audit_entries.c.sequence == 3))
            assert problems(connection) == [(3, Problem.MISSING), (3, Problem.UNLINKED)]

    def test_a_tail_that_was_cut_off(self, database: Database) -> None:
        with tampering(database) as connection:
            connection.execute(delete(audit_entries).where(audit_entries.c.sequence > 4))
            assert [str(finding) for finding in verify(connection)] == ["Entries 5 to 6 were cut off at the end."]

    def test_all_entries_gone(self, database: Database) -> None:
        with tampering(database) as connection:
            connection.execute(delete(audit_entries))
            assert [str(finding) for finding in verify(connection)] == ["Entries 1 to 6 were cut off at the end."]

    def test_an_entry_added_past_the_head(self, database: Database) -> None:
        with tampering(database) as connection:
            trail = entries(connection)
            put(connection, [*trail, sealed(replace(trail[-1], sequence=7, previous=trail[-1].hash))])
            assert problems(connection) == [(7, Problem.HEAD)]

    @pytest.mark.parametrize("entries_too", [False, True])
    def test_a_removed_head(self, database: Database, entries_too: bool) -> None:
        with tampering(database) as connection:
            connection.execute(delete(audit_head))
            if entries_too:
                connection.execute(delete(audit_entries))
            assert [finding.problem for finding in verify(connection)] == [Problem.HEAD]

    def test_every_one_of_several(self, database: Database) -> None:
        with tampering(database) as connection:
            connection.execute(update(audit_entries).where(audit_entries.c.sequence.in_([2, 5])).values(at=0))
            assert problems(connection) == [(2, Problem.CHANGED), (5, Problem.CHANGED)]


class TestAHeadThatWasKeptElsewhere:
    """Finds what the database alone cannot tell."""

    def rewrite(self, connection: Connection) -> None:
        trail = entries(connection)
        trail[2] = replace(trail[2], actor="eve")
        trail = relinked(trail)
        put(connection, trail, Head(trail[-1].sequence, trail[-1].hash))

    def cut(self, connection: Connection, length: int) -> None:
        trail = entries(connection)[:length]
        put(connection, trail, Head(trail[-1].sequence, trail[-1].hash))

    def test_is_found_in_the_trail_that_has_grown_since(self, database: Database) -> None:
        with tampering(database) as connection:
            for kept in (GENESIS, *(entry.hash for entry in entries(connection))):
                assert verify(connection, kept) == []

    def test_finds_a_trail_rewritten_from_some_entry_on(self, database: Database) -> None:
        with tampering(database) as connection:
            kept = entries(connection)[-1].hash
            self.rewrite(connection)
            assert verify(connection) == []  # as the page says: by itself it cannot tell
            assert problems(connection, kept) == [(6, Problem.UNKNOWN_HEAD)]

    def test_finds_a_tail_cut_off_together_with_the_head(self, database: Database) -> None:
        with tampering(database) as connection:
            kept = entries(connection)[-1].hash
            self.cut(connection, 4)
            assert verify(connection) == []
            assert problems(connection, kept) == [(4, Problem.UNKNOWN_HEAD)]

    def test_says_nothing_of_what_came_after_it(self, database: Database) -> None:
        with tampering(database) as connection:
            kept = entries(connection)[1].hash
            self.cut(connection, 4)
            assert verify(connection, kept) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET sequence = 'six' WHERE sequence = 6",
        "UPDATE audit_entries SET actor = X'00ff' WHERE sequence = 3",
        "UPDATE audit_entries SET details = '{' WHERE sequence = 3",
    ],
)
def test_values_that_are_not_of_their_type_are_findings_and_no_crash(database: Database, change: str) -> None:
    with tampering(database) as connection:
        connection.execute(text(change))
        assert Problem.CHANGED in {problem for _, problem in problems(connection)}
        assert len(list(TRAIL.export(connection))) == LENGTH


def test_nothing_is_recorded_on_a_trail_without_a_head(database: Database) -> None:
    with tampering(database) as connection:
        connection.execute(delete(audit_head))
        with pytest.raises(DatabaseError, match="head of the audit trail was removed from the database; restore"):
            TRAIL.record(connection, actor="bob", action="stack:update")


def test_a_long_trail_is_verified_in_little_memory(database: Database) -> None:
    with tampering(database) as connection:
        example = replace(entries(connection)[0], details="x" * 10_000)
        trail = relinked([example] * 2_000)
        put(connection, trail, Head(trail[-1].sequence, trail[-1].hash))
        del trail
        tracemalloc.start()
        try:
            assert verify(connection) == []
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 2_000 * 10_000 / 4
