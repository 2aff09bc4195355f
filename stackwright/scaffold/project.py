"""Make a user's project of a template.

A template is a folder. Its files are copied as they are, but those called ``*.jinja`` are rendered and lose
that ending; they may use ``name``, ``region`` and ``version``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import jinja2

import stackwright
from stackwright.errors import UsageError

_RENDERED = ".jinja"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""Pulumi's rule, https://www.pulumi.com/docs/iac/concepts/projects/"""
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")


def templates() -> list[str]:
    """The names of the templates."""
    return sorted(folder.name for folder in _folder().iterdir())


def create_project(folder: Path, *, name: str | None, template: str, region: str | None) -> list[Path]:
    """Write a project into ``folder`` and return its files.

    Args:
        folder: made if it is not there. Files in it are never overwritten.
        name: of the project; by default the folder's.
        template: one of ``templates()``.
        region: AWS region of its environment; without it the environment takes that of the shell.

    Raises:
        UsageError: an argument is wrong, or a file is there already; nothing is written then.
    """
    name = name or folder.resolve().name
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{name}' is no name for a project: use letters, digits, '-', '_' and '.' with --name.")
    if template not in templates():
        raise UsageError(f"There is no template '{template}'; there are: {', '.join(templates())}.")
    if region and not _REGION.fullmatch(region):
        raise UsageError(f"'{region}' is no AWS region such as eu-central-1.")
    files = dict(_files(_folder() / template))
    for path in files:
        if (folder / path).exists():
            raise UsageError(f"{folder / path} exists already; choose another folder.")
    try:
        for path, source in files.items():
            _write(source, folder / path, {"name": name, "region": region, "version": version("stackwright")})
    except OSError as error:
        raise UsageError(f"{error.filename or folder} cannot be written: {error.strerror}.") from None
    return list(files)


def _folder() -> Path:
    """The templates: beside the package in a wheel, at the root of a checkout."""
    package = Path(stackwright.__file__).parent
    installed = package / "_templates"
    return (installed if installed.is_dir() else package.parent / "templates") / "project"


def _files(template: Path) -> Iterator[tuple[Path, Path]]:
    """Each file of a project, and what it is made of."""
    for source in sorted(template.rglob("*")):
        if source.is_file():
            path = source.relative_to(template)
            yield path.with_suffix("") if path.suffix == _RENDERED else path, source


def _write(source: Path, target: Path, variables: dict[str, str | None]) -> None:
    text = source.read_text(encoding="utf-8")
    if source.suffix == _RENDERED:
        environment = jinja2.Environment(
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701 - text, not HTML
            keep_trailing_newline=True,
        )
        text = environment.from_string(text).render(variables)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(text)
    target.chmod(0o755 if text.startswith("#!") else 0o644)
