"""Print as JSON which packages the running interpreter has.

    packages.py plugins               the Pulumi packages, by their pulumi-plugin.json
    packages.py distributions         every distribution: name, version
    packages.py direct-distributions  those that no other one requires

Runs in the program's own interpreter: standard library only, Python 3.9.
"""

from __future__ import annotations

import json
import os
import re
import sys


def plugins() -> list[dict[str, object]]:
    """Every ``pulumi-plugin.json`` on the module path, completed with its module's name."""
    found: dict[str, dict[str, object]] = {}
    for folder in sys.path:
        try:
            entries = sorted(os.listdir(folder))  # noqa: PTH208 - pathlib's import would double this script's time
        except OSError:
            continue
        for entry in entries:
            try:
                with open(f"{folder}/{entry}/pulumi-plugin.json", encoding="utf-8") as file:  # noqa: PTH123
                    found.setdefault(entry, {"module": entry, **json.load(file)})
            except (OSError, ValueError):
                continue
    for plugin in found.values():
        if plugin.get("resource") and not plugin.get("version"):
            plugin["version"] = _version(str(plugin["module"]))
    return list(found.values())


def distributions(*, direct: bool) -> list[dict[str, str]]:
    """Name and version of the installed distributions."""
    from importlib.metadata import distributions as installed

    versions: dict[str, str] = {}
    required: set[str] = set()
    for distribution in installed():
        versions.setdefault(_normal(distribution.metadata["Name"]), distribution.version)
        for requirement in distribution.requires or []:
            name, _, marker = requirement.partition(";")
            if "extra ==" not in marker:
                required.add(_normal(re.split(r"[^A-Za-z0-9._-]", name.strip(), maxsplit=1)[0]))
    return [
        {"name": name, "version": version}
        for name, version in sorted(versions.items())
        if not direct or name not in required
    ]


def _version(module: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(module.replace("_", "-"))
    except PackageNotFoundError:
        return ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.path[:] = [folder for folder in sys.path if folder != os.path.dirname(__file__)]  # noqa: PTH120
    what = sys.argv[1]
    json.dump(plugins() if what == "plugins" else distributions(direct=what.startswith("direct")), sys.stdout)
