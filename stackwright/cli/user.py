"""`stackwright user`: who may present tokens."""

from __future__ import annotations

from typing import Annotated

import typer

from stackwright.cli.options import DatabaseOption, JsonOption

app = typer.Typer(help="Users of the state service, straight in its database.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name of the user.")]


@app.command()
def create(name: Name, database: DatabaseOption = None) -> None:
    """Add a user, who has no role yet."""
    from stackwright.access import users
    from stackwright.cli.administration import actor, administered

    with administered(database) as opened, opened.write() as connection:
        users.create(connection, name, actor=actor())
    typer.echo(f"Created {name}, without a role; next: stackwright role bind ROLE STACKS --user {name}")


@app.command("list")
def list_users(as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Show all users, the disabled ones included."""
    from stackwright.access import users
    from stackwright.cli.administration import administered, print_json, print_table, when
    from stackwright.web.api.models import User

    with administered(database) as opened, opened.read() as connection:
        found = users.listed(connection)
    if as_json:
        print_json(User.of(user) for user in found)
        return
    rows = ((user.name, when(user.created, ""), when(user.disabled, "no")) for user in found)
    print_table(("NAME", "CREATED", "DISABLED"), rows)


@app.command()
def disable(name: Name, database: DatabaseOption = None) -> None:
    """Refuse the user's tokens until the user is enabled again; servers notice within 5 seconds."""
    from stackwright.access import users
    from stackwright.cli.administration import actor, administered

    with administered(database) as opened, opened.write() as connection:
        users.disable(connection, name, actor=actor())
    typer.echo(f"Disabled {name}.")


@app.command()
def enable(name: Name, database: DatabaseOption = None) -> None:
    """Let the user in again, with the tokens and roles from before."""
    from stackwright.access import users
    from stackwright.cli.administration import actor, administered

    with administered(database) as opened, opened.write() as connection:
        users.enable(connection, name, actor=actor())
    typer.echo(f"Enabled {name}.")


@app.command()
def remove(name: Name, database: DatabaseOption = None) -> None:
    """Delete the user with all tokens and roles; what the audit trail says of the user stays."""
    from stackwright.access import users
    from stackwright.cli.administration import actor, administered

    with administered(database) as opened, opened.write() as connection:
        users.remove(connection, name, actor=actor())
    typer.echo(f"Removed {name}.")
