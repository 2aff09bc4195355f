"""`stackwright token`: what users present to the state service."""

from __future__ import annotations

from typing import Annotated

import typer

from stackwright.cli.options import DatabaseOption, JsonOption

app = typer.Typer(help="Tokens of the state service's users, straight in its database.", no_args_is_help=True)


@app.command()
def create(
    user: Annotated[str, typer.Argument(help="Whose token it is.")],
    name: Annotated[str, typer.Option("--name", help="What it is for.")],
    scope: Annotated[
        str, typer.Option("--scope", help="What it may be used for at most: all, roles or actions, with commas.")
    ] = "all",
    stacks: Annotated[
        str, typer.Option("--stacks", help="For which stacks: project/stack, * for any characters.")
    ] = "*",
    expires: Annotated[
        str | None, typer.Option("--expires", help="How long it is good: 30d, 12h, ...; for ever unless given.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Issue a token and print it, this once, alone on stdout."""
    from stackwright.access import tokens
    from stackwright.access.scope import Scope
    from stackwright.cli.administration import actor, administered, when
    from stackwright.cli.times import duration

    wanted = Scope.parse(scope, stacks)
    lifetime = None if expires is None else duration(expires)
    with administered(database) as opened, opened.write() as connection:
        issued = tokens.issue(connection, user, name=name, scope=wanted, lifetime=lifetime, actor=actor())
    end = when(issued.token.expires, "it is revoked")
    typer.echo(f"Token {issued.token.id} of {user} for {wanted}, good until {end}:", err=True)
    typer.echo(issued.text.reveal())


@app.command("list")
def list_tokens(
    user: Annotated[str | None, typer.Option("--user", help="Only the tokens of this user.")] = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show tokens, never their secrets; expired and revoked ones included."""
    from stackwright.access import tokens
    from stackwright.cli.administration import administered, print_json, print_table, when
    from stackwright.web.api.models import Token

    with administered(database) as opened, opened.read() as connection:
        found = tokens.listed(connection, user)
    if as_json:
        print_json(Token.of(token) for token in found)
        return
    rows = (
        (
            token.id,
            token.user,
            token.name,
            token.scope,
            when(token.expires, "never"),
            when(token.last_used, "never"),
            when(token.revoked, "no"),
        )
        for token in found
    )
    print_table(("ID", "USER", "NAME", "SCOPE", "EXPIRES", "LAST USED", "REVOKED"), rows)


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the token, as `token list` shows it.")],
    database: DatabaseOption = None,
) -> None:
    """Make a token useless for ever; servers notice within 5 seconds."""
    from stackwright.access import tokens
    from stackwright.cli.administration import actor, administered

    with administered(database) as opened, opened.write() as connection:
        token = tokens.revoke(connection, token_id, actor=actor())
    typer.echo(f"Revoked the token {token.id} ({token.name}) of {token.user}.")
