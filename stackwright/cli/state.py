"""`stackwright state`: states of stacks from elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from stackwright.errors import ConfigurationError

app = typer.Typer(help="States of stacks: bring them here from another backend.", no_args_is_help=True)


@app.command("import-from")
def import_from(
    backend: Annotated[str, typer.Argument(help="The other backend, as `pulumi login` takes it: file://, s3://, ...")],
    stack: Annotated[
        list[str] | None, typer.Option("--stack", help="ORGANIZATION/PROJECT/STACK there; all of them unless given.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", envvar="PULUMI_BACKEND_URL", help="The address of a state service; this computer's unless given."
        ),
    ] = None,
) -> None:
    """Copy stacks from BACKEND with the secrets in their state, encrypted anew; the other backend stays as it is.

    What the other backend needs comes from the environment: PULUMI_CONFIG_PASSPHRASE, AWS_PROFILE and the like; the
    token of the state service that --to names from PULUMI_ACCESS_TOKEN.
    """
    import os

    from stackwright.embedded.start import ensure_server
    from stackwright.engine.find import ensure_engine
    from stackwright.home import home
    from stackwright.transfer.source import Source
    from stackwright.transfer.target import Target
    from stackwright.transfer.transfer import transfer

    token = os.environ.get("PULUMI_ACCESS_TOKEN")
    if not to:
        here = ensure_server(home())
        to, token = here.address, here.token
    if not token:
        raise ConfigurationError(f"The token for {to} is missing; give it in PULUMI_ACCESS_TOKEN.")
    failed = found = 0
    for copied in transfer(Source(backend, ensure_engine()), Target(to, token), stack or ()):
        found += 1
        if copied.problem is None:
            typer.echo(f"{copied.name}: {copied.resources} resources")
        else:
            failed += 1
            typer.echo(f"{copied.name}: {copied.problem}", err=True)
    if not found:
        typer.echo(f"The backend {backend} has no stacks.")
        return
    typer.echo(
        "Secrets in Pulumi.<stack>.yaml are still encrypted as before: in each project run "
        "`pulumi stack change-secrets-provider default --stack <stack>`."
    )
    if failed:
        raise typer.Exit(1)
