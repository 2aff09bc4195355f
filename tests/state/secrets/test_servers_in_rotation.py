"""Several servers, any number of rotations, in any order that the documented one allows: nothing becomes unreadable."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stackwright.errors import CiphertextError
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, MasterKey, WrappedKey, check_not_used, rewrap
from stackwright.state.secrets.master_key import LocalMasterKey
from tests.state.secrets.key_store import SqliteKeyStore

SERVERS = range(3)
STACKS = ("a", "b")
servers = st.sampled_from(SERVERS)
stacks = st.sampled_from(STACKS)


class Killed(Exception):
    """The process ended here."""


class Rotation(RuleBasedStateMachine):
    """Three servers on one store; a master is added, switched to, rewrapped to and dropped while they work."""

    def __init__(self) -> None:
        super().__init__()
        self.store = SqliteKeyStore()
        self.earlier: MasterKey = LocalMasterKey(os.urandom(32))
        self.next: MasterKey | None = None
        self.rings = [KeyRing(self.earlier) for _ in SERVERS]
        self.keys = [DataKeys(ring, self.store, message_limit=20) for ring in self.rings]
        self.sealed: list[tuple[str, bytes, bytes]] = []

    def teardown(self) -> None:
        self.store.close()

    def all_know(self) -> bool:
        return self.next is not None and all(self.next.id in ring for ring in self.rings)

    def all_switched(self) -> bool:
        return self.next is not None and all(ring.current is self.next for ring in self.rings)

    def set_ring(self, server: int, ring: KeyRing) -> None:
        self.rings[server] = self.keys[server].ring = ring

    @rule(server=servers, stack=stacks, values=st.lists(st.binary(max_size=20), max_size=5))
    def encrypt(self, server: int, stack: str, values: list[bytes]) -> None:
        made = Encryption(self.keys[server]).encrypt_batch(stack, values)
        self.sealed += [(stack, value, one) for value, one in zip(values, made, strict=True)]

    @rule(server=servers, stack=stacks)
    def rotate_data_key(self, server: int, stack: str) -> None:
        self.keys[server].rotate(stack)

    @rule(server=servers)
    def restart(self, server: int) -> None:
        self.keys[server] = DataKeys(self.rings[server], self.store, message_limit=20)

    @precondition(lambda self: self.next is None)
    @rule()
    def begin(self) -> None:
        self.next = LocalMasterKey(os.urandom(32))

    @precondition(lambda self: self.next is not None and not self.all_know())
    @rule(server=servers)
    def add(self, server: int) -> None:
        assert self.next is not None
        if self.next.id not in self.rings[server]:
            self.set_ring(server, KeyRing(self.earlier, [self.next]))

    @precondition(lambda self: self.all_know())
    @rule(server=servers)
    def switch(self, server: int) -> None:
        assert self.next is not None
        self.set_ring(server, KeyRing(self.next, [self.earlier]))

    @precondition(lambda self: self.all_know())
    @rule(server=servers, killed_after=st.integers(1, 4))
    def rewrap_and_be_killed(self, server: int, killed_after: int) -> None:
        def kill(done: int, of: int) -> None:
            if done == killed_after:
                raise Killed

        try:
            rewrap(self.rings[server], self.store, progress=kill)
        except Killed:
            self.restart(server)

    @precondition(lambda self: self.all_switched())
    @rule()
    def rewrap_and_drop(self) -> None:
        assert self.next is not None
        rewrap(self.rings[0], self.store)
        check_not_used(self.earlier.id, self.store)
        for server in SERVERS:
            self.set_ring(server, KeyRing(self.next))
        self.earlier, self.next = self.next, None

    @invariant()
    def every_server_reads_everything(self) -> None:
        for server in SERVERS:
            for keys in (self.keys[server], DataKeys(self.rings[server], self.store)):
                for stack, value, one in self.sealed:
                    assert Encryption(keys).decrypt(stack, one) == value

    @invariant()
    def no_stack_reads_the_secrets_of_another(self) -> None:
        for stack, _, one in self.sealed[-1:]:
            (other,) = (other for other in STACKS if other != stack)
            with pytest.raises(CiphertextError):
                Encryption(self.keys[0]).decrypt(other, one)

    @invariant()
    def no_key_encrypts_more_than_it_may(self) -> None:
        used: dict[bytes, int] = {}
        for _, _, one in self.sealed:
            used[one[1:17]] = used.get(one[1:17], 0) + 1
        assert all(count <= 20 for count in used.values())

    @invariant()
    def generations_are_counted_without_gaps(self) -> None:
        for stack in STACKS:
            stored: list[WrappedKey] = sorted(self.store.keys(stack), key=lambda key: key.generation)
            assert [key.generation for key in stored] == list(range(1, len(stored) + 1))


TestRotation = Rotation.TestCase
TestRotation.settings = settings(deadline=None, max_examples=40, stateful_step_count=30)
