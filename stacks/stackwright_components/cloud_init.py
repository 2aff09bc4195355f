"""Cloud-init user data from a Jinja2 template of the project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import jinja2
import jinja2.meta
import pulumi
from pulumi import Input, Output

_LIMIT = 16 * 1024
"""Bytes of user data that EC2 takes, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"""


def user_data(template: str, variables: Mapping[str, Input[object]]) -> Output[str]:
    """The template rendered.

    Args:
        template: path of the template from the project's folder, the one that holds Pulumi.yaml.
        variables: what the template may use; it is rendered once they are known.

    Raises:
        pulumi.RunError: there is no such template, it is wrong, or it uses a variable that there is not;
            found before anything is created.
    """
    path = Path(pulumi.get_root_directory()) / template
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(path.parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, not HTML
        keep_trailing_newline=True,
    )
    try:
        loaded = environment.get_template(path.name)
        used = jinja2.meta.find_undeclared_variables(environment.parse(path.read_text(encoding="utf-8")))
    except jinja2.TemplateSyntaxError as error:
        raise pulumi.RunError(f"The cloud-init template {template} is wrong in line {error.lineno}: {error}.") from None
    except (OSError, jinja2.TemplateNotFound):
        raise pulumi.RunError(f"There is no cloud-init template '{template}' in {path.parent.resolve()}.") from None
    unknown = sorted(used - variables.keys())
    if unknown:
        raise pulumi.RunError(
            f"The cloud-init template {template} uses {', '.join(unknown)}, which it is not given; "
            f"there are {', '.join(sorted(variables))}."
        )
    return Output.all(**variables).apply(lambda known: _render(template, loaded, known))


def _render(name: str, template: jinja2.Template, variables: Mapping[str, object]) -> str:
    try:
        text = template.render(variables)
    except jinja2.TemplateError as error:
        raise pulumi.RunError(f"The cloud-init template {name} cannot be rendered: {error}.") from None
    size = len(text.encode())
    if size > _LIMIT:
        raise pulumi.RunError(
            f"The cloud-init template {name} makes {size} bytes of user data, but EC2 takes {_LIMIT}; "
            "fetch larger files at start instead."
        )
    return text
