"""Projects for users to start from, made of the templates in ``templates/project``."""

from stackwright.scaffold.project import create_project, templates

__all__ = ["create_project", "templates"]
