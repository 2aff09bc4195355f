"""`stackwright role`: what users may do, and on which stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stackwright.cli.options import DatabaseOption, JsonOption
from stackwright.errors import UsageError

if TYPE_CHECKING:
    from stackwright.access.roles import Binding

app = typer.Typer(help="Roles of users on stacks, straight in the database of the state service.", no_args_is_help=True)

RoleArgument = Annotated[str, typer.Argument(metavar="ROLE", help="viewer, operator, approver or admin.")]
Stacks = Annotated[
    str,
    typer.Argument(metavar="STACKS", help="project/stack, in which * stands for any characters; '*' is everything."),
]
User = Annotated[str | None, typer.Option("--user", help="Who has the role.")]
Everyone = Annotated[bool, typer.Option("--everyone", help="Every user has the role.")]


@app.command()
def bind(
    role: RoleArgument, stacks: Stacks, user: User = None, everyone: Everyone = False, database: DatabaseOption = None
) -> None:
    """Give a role to a user, or to everyone; servers notice within 5 seconds."""
    from stackwright.access import users
    from stackwright.cli.administration import actor, administered

    binding = _binding(role, stacks, user, everyone)
    with administered(database) as opened, opened.write() as connection:
        users.bind(connection, binding, actor=actor())
    typer.echo(f"{user or 'Everyone'} is now {binding}.")


@app.command()
def unbind(
    role: RoleArgument, stacks: Stacks, user: User = None, everyone: Everyone = False, database: DatabaseOption = None
) -> None:
    """Take a role back; servers notice within 5 seconds."""
    from stackwright.access import users
    from stackwright.cli.administration import actor, administered

    binding = _binding(role, stacks, user, everyone)
    with administered(database) as opened, opened.write() as connection:
        users.unbind(connection, binding, actor=actor())
    typer.echo(f"{user or 'Everyone'} is no longer {binding}.")


@app.command("list")
def list_roles(
    user: Annotated[
        str | None, typer.Option("--user", help="Only what holds for this user, the roles of everyone included.")
    ] = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show who has which role on which stacks."""
    from stackwright.access import users
    from stackwright.cli.administration import administered, print_json, print_table
    from stackwright.web.api.models import RoleBinding

    with administered(database) as opened, opened.read() as connection:
        if user is not None:
            users.find(connection, user)
        found = users.bindings(connection, user)
    if as_json:
        print_json(RoleBinding.of(binding) for binding in found)
        return
    print_table(
        ("USER", "ROLE", "STACKS"), ((binding.user or "(everyone)", binding.role, binding.pattern) for binding in found)
    )


def _binding(role: str, stacks: str, user: str | None, everyone: bool) -> Binding:
    from stackwright.access.pattern import Pattern
    from stackwright.access.roles import Binding, Role

    if (user is None) != everyone:
        raise UsageError("Say whose role it is: --user NAME or --everyone.")
    return Binding(user, Role.parse(role), Pattern.parse(stacks))
