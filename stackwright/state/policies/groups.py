"""Policy groups in the database: create, find, list, change, remove."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from stackwright.db import insert_absent
from stackwright.errors import AlreadyExistsError, InvalidRequestError, NotFoundError
from stackwright.state.model import StackName
from stackwright.state.policies import configuration, packs
from stackwright.state.policies.model import DEFAULT_GROUP, EnabledPack, Group, Mode, checked_name
from stackwright.state.policies.packs import Reference
from stackwright.state.policies.tables import policy_group_packs, policy_group_stacks, policy_groups, policy_versions
from stackwright.state.tables import stacks

ORGANIZATION_WIDE = "is about every stack; make another group for some of them with `pulumi policy group new`"


class Summary(NamedTuple):
    """A group in a list."""

    name: str
    mode: Mode
    stacks: int
    packs: int


class Member(NamedTuple):
    """A stack as clients name it in a group; ``project`` is "" where just one project has a stack called so."""

    project: str
    stack: str


class Enable(NamedTuple):
    """A version to enable, in place of any other of its pack, with what to pass to it."""

    reference: Reference
    config: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Change:
    """What is to become of a group. Lists replace what there is; single ones are added or taken away after that."""

    name: str | None = None
    stacks: Sequence[Member] | None = None
    packs: Sequence[Enable] | None = None
    add_stack: Member | None = None
    remove_stack: Member | None = None
    enable: Enable | None = None
    disable: Reference | None = None


def create(connection: Connection, name: str, mode: Mode) -> Group:
    """Add a group without packs and stacks. Raises `AlreadyExistsError`, `InvalidRequestError`."""
    row = {"id": str(uuid.uuid4()), "name": _free_name(name), "mode": mode}
    try:
        with connection.begin_nested():
            connection.execute(insert(policy_groups).values(row))
    except IntegrityError:
        raise _taken(name) from None
    return find(connection, name)


def find(connection: Connection, name: str, *, organization: str = "", lock: bool = False) -> Group:
    """Return a group with its packs and stacks; with ``lock``, nobody else changes it before the transaction ends.

    The default group tells every stack of ``organization``. Raises `NotFoundError`, `InvalidRequestError`.
    """
    query = select(policy_groups).where(policy_groups.c.name == checked_name("policy group", name))
    if lock and name == DEFAULT_GROUP:
        default = {"id": str(uuid.uuid4()), "name": name, "mode": Mode.PREVENTATIVE}
        insert_absent(connection, policy_groups, [default])
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None and name == DEFAULT_GROUP:
        return Group("", name, Mode.PREVENTATIVE, {}, _every_stack(connection, organization))
    if row is None:
        raise NotFoundError(f"There is no policy group {name!r}; `pulumi policy group ls` lists those that there are.")
    return Group(
        id=row.id,
        name=row.name,
        mode=Mode(row.mode),
        packs=_packs(connection, row.id),
        stacks=_every_stack(connection, organization) if name == DEFAULT_GROUP else _stacks(connection, row.id),
    )


def listing(connection: Connection, organization: str) -> Sequence[Summary]:
    """Every group by name, the default one first."""
    members = _count(policy_group_stacks.c.group_id)
    enabled = _count(policy_group_packs.c.group_id)
    query = select(policy_groups, members.label("members"), enabled.label("enabled"))
    rows = connection.execute(query.where(policy_groups.c.name != DEFAULT_GROUP).order_by(policy_groups.c.name))
    named = [Summary(row.name, Mode(row.mode), row.members, row.enabled) for row in rows]
    default = find(connection, DEFAULT_GROUP, organization=organization)
    return [Summary(default.name, default.mode, len(default.stacks), len(default.packs)), *named]


def change(connection: Connection, group: Group, to: Change, organization: str) -> Group:
    """Change ``group``, which the caller has locked; returns it as it is then.

    Raises `AlreadyExistsError`, `NotFoundError`, `InvalidRequestError`; then nothing is changed.
    """
    if group.is_default and to.name not in (None, group.name):
        raise InvalidRequestError(f"The policy group {group.name} cannot be renamed, for clients know it by its name.")
    if group.is_default and (to.stacks is not None or to.add_stack or to.remove_stack):
        raise InvalidRequestError(f"The policy group {group.name} {ORGANIZATION_WIDE}.")
    _change_stacks(connection, group, to, organization)
    _change_packs(connection, group, to)
    name = group.name if to.name is None else _rename(connection, group, to.name)
    return find(connection, name, organization=organization)


def remove(connection: Connection, name: str) -> None:
    """Delete a group. Raises `NotFoundError`, and `InvalidRequestError` for the default one."""
    group = find(connection, name, lock=True)
    if group.is_default:
        raise InvalidRequestError(f"The policy group {name} cannot be removed; disable its policy packs instead.")
    connection.execute(delete(policy_groups).where(policy_groups.c.id == group.id))


def _count(column: Any) -> Any:
    return select(func.count()).where(column == policy_groups.c.id).scalar_subquery()


def _packs(connection: Connection, group_id: str) -> Mapping[str, EnabledPack]:
    query = (
        select(policy_versions, policy_group_packs.c.config)
        .join(policy_group_packs, policy_group_packs.c.version_id == policy_versions.c.id)
        .where(policy_group_packs.c.group_id == group_id)
        .order_by(policy_versions.c.pack)
    )
    return {row.pack: EnabledPack(packs.as_version(row), row.config) for row in connection.execute(query)}


def _every_stack(connection: Connection, organization: str) -> Sequence[StackName]:
    return _named(connection, stacks.c.organization == organization)


def _stacks(connection: Connection, group_id: str) -> Sequence[StackName]:
    members = select(policy_group_stacks.c.stack_id).where(policy_group_stacks.c.group_id == group_id)
    return _named(connection, stacks.c.id.in_(members))


def _named(connection: Connection, which: ColumnElement[bool]) -> Sequence[StackName]:
    query = select(stacks.c.organization, stacks.c.project, stacks.c.name).where(which)
    return [StackName(*names) for names in connection.execute(query.order_by(stacks.c.project, stacks.c.name))]


def _change_stacks(connection: Connection, group: Group, to: Change, organization: str) -> None:
    of_group = policy_group_stacks.c.group_id == group.id
    if to.stacks is not None:
        connection.execute(delete(policy_group_stacks).where(of_group))
        for stack_id in dict.fromkeys(_stack_id(connection, member, organization) for member in to.stacks):
            connection.execute(insert(policy_group_stacks).values(group_id=group.id, stack_id=stack_id))
    if to.add_stack:
        stack_id = _stack_id(connection, to.add_stack, organization)
        connection.execute(delete(policy_group_stacks).where(of_group, policy_group_stacks.c.stack_id == stack_id))
        connection.execute(insert(policy_group_stacks).values(group_id=group.id, stack_id=stack_id))
    if to.remove_stack:
        stack_id = _stack_id(connection, to.remove_stack, organization)
        member = policy_group_stacks.c.stack_id == stack_id
        if not connection.execute(delete(policy_group_stacks).where(of_group, member)).rowcount:
            raise NotFoundError(f"Stack {to.remove_stack.stack} is not in the policy group {group.name}.")


def _stack_id(connection: Connection, member: Member, organization: str) -> str:
    name = StackName(organization, member.project or "any", member.stack).checked()
    query = select(stacks.c.id).where(stacks.c.organization == organization, stacks.c.name == name.stack)
    if member.project:
        query = query.where(stacks.c.project == name.project)
    found = connection.execute(query.limit(2)).scalars().all()
    if not found:
        shown = f"{member.project}/{member.stack}" if member.project else member.stack
        raise NotFoundError(
            f"There is no stack {shown}; name one as PROJECT/STACK, `pulumi stack ls --all` lists them."
        )
    if len(found) > 1:
        raise InvalidRequestError(f"Several projects have a stack {member.stack}; name it as PROJECT/{member.stack}.")
    stack_id: str = found[0]
    return stack_id


def _change_packs(connection: Connection, group: Group, to: Change) -> None:
    if to.packs is not None:
        connection.execute(delete(policy_group_packs).where(policy_group_packs.c.group_id == group.id))
        for each in to.packs:
            _enable(connection, group, each)
    if to.enable:
        _enable(connection, group, to.enable)
    if to.disable:
        _disable(connection, group, to.disable)


def _enable(connection: Connection, group: Group, given: Enable) -> None:
    version = packs.find(connection, given.reference, lock=True)
    config = None if given.config is None else configuration.checked(version, given.config)
    _delete_pack(connection, group, version.pack)
    connection.execute(
        insert(policy_group_packs).values(
            group_id=group.id, pack=version.pack, version_id=version.id, config=config or None
        )
    )


def _disable(connection: Connection, group: Group, reference: Reference) -> None:
    pack = checked_name("policy pack", reference.pack)
    enabled = _packs(connection, group.id).get(pack)
    if enabled is None:
        raise NotFoundError(f"Policy pack {pack} is not enabled in the policy group {group.name}.")
    names_version = bool(reference.tag or reference.number)
    if names_version and packs.find(connection, reference).id != enabled.version.id:
        raise NotFoundError(
            f"The policy group {group.name} enables {enabled.version}, not the version that is to be disabled."
        )
    _delete_pack(connection, group, pack)


def _delete_pack(connection: Connection, group: Group, pack: str) -> None:
    of_pack = (policy_group_packs.c.group_id == group.id, policy_group_packs.c.pack == pack)
    connection.execute(delete(policy_group_packs).where(*of_pack))


def _rename(connection: Connection, group: Group, name: str) -> str:
    if name == group.name:
        return name
    renamed = update(policy_groups).where(policy_groups.c.id == group.id).values(name=_free_name(name))
    try:
        with connection.begin_nested():
            connection.execute(renamed)
    except IntegrityError:
        raise _taken(name) from None
    return name


def _free_name(name: str) -> str:
    if name == DEFAULT_GROUP:
        raise _taken(name)
    return checked_name("policy group", name)


def _taken(name: str) -> AlreadyExistsError:
    return AlreadyExistsError(f"Policy group {name} already exists.")
