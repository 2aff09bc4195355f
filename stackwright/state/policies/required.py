"""Which packs an update of a stack has to run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from stackwright.state.model import Stack
from stackwright.state.policies import configuration, packs
from stackwright.state.policies.model import DEFAULT_GROUP, Configuration, Mode, PackVersion
from stackwright.state.policies.tables import policy_group_packs, policy_group_stacks, policy_groups, policy_versions


class Required(NamedTuple):
    """A version to run, and what to pass to it."""

    version: PackVersion
    config: Configuration | None


def required(connection: Connection, stack: Stack) -> Sequence[Required]:
    """The packs of all groups of ``stack``, by name, one version of each.

    Where groups differ about a pack: a group that prevents comes before one that audits, then the version that was
    published last, then a named group before the default one, then the name of the group.
    """
    its_groups = select(policy_group_stacks.c.group_id).where(policy_group_stacks.c.stack_id == stack.id)
    query = (
        select(policy_versions, policy_group_packs.c.config, policy_groups.c.mode)
        .join(policy_group_packs, policy_group_packs.c.version_id == policy_versions.c.id)
        .join(policy_groups, policy_groups.c.id == policy_group_packs.c.group_id)
        .where(or_(policy_groups.c.name == DEFAULT_GROUP, policy_groups.c.id.in_(its_groups)))
        .order_by(
            policy_versions.c.pack,
            policy_groups.c.mode == Mode.AUDIT,
            policy_versions.c.number.desc(),
            policy_groups.c.name == DEFAULT_GROUP,
            policy_groups.c.name,
        )
    )
    found: dict[str, Required] = {}
    for row in connection.execute(query):
        if row.pack not in found:
            version = packs.as_version(row)
            advised = configuration.as_advice(version, row.config) if row.mode == Mode.AUDIT else row.config
            found[row.pack] = Required(version, advised)
    return list(found.values())
