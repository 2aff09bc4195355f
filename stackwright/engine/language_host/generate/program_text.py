"""Write a program's blocks as Python."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stackwright.engine.language_host.generate import pcl
from stackwright.engine.language_host.generate.names import snake_case
from stackwright.engine.language_host.generate.pcl import Block, Expression, UnsupportedProgram
from stackwright.engine.language_host.generate.schemas import PackageSchema, SchemaSource, Specification

_WIDTH = 100
_FUNCTIONS = {
    "secret": "pulumi.Output.secret",
    "fileAsset": "pulumi.FileAsset",
    "stringAsset": "pulumi.StringAsset",
    "remoteAsset": "pulumi.RemoteAsset",
    "fileArchive": "pulumi.FileArchive",
    "remoteArchive": "pulumi.RemoteArchive",
    "assetArchive": "pulumi.AssetArchive",
    "toJSON": "pulumi.Output.json_dumps",
}
_OPTION_NAMES = {"import": "import_"}
_PROPERTY_OPTIONS = {"ignoreChanges", "replaceOnChanges", "hideDiffs", "additionalSecretOutputs"}
_UNKNOWN: Specification = {}
_JSON = "pulumi.json#/Json"


def program_text(blocks: Sequence[Block], schema: SchemaSource) -> str:
    """The program of ``blocks``, each after those it refers to. Raises UnsupportedProgram."""
    ordered = list(_in_order(blocks))
    packages = {block.name: _package(block) for block in ordered if block.kind == "resource"}
    aliases = {package: snake_case(package) for package in packages.values()}
    taken = {"pulumi", *aliases.values()}
    variables = {block.name: _free_name(snake_case(block.name), taken) for block in ordered}
    imports = ["import pulumi"]
    for package in sorted(set(packages.values())):
        found = schema(package)
        module = found.python_package if found else f"pulumi_{snake_case(package)}"
        imports.append(f"import {module} as {aliases[package]}")
    statements = [_Writer(block, schema, aliases, variables).statement() for block in ordered]
    return "\n".join(imports) + "\n\n" + "\n".join(statements)


@dataclass(frozen=True)
class _Writer:
    block: Block
    schemas: SchemaSource
    aliases: Mapping[str, str]
    variables: Mapping[str, str]

    def statement(self) -> str:
        arguments = [_quoted(self.block.logical_name)]
        if self.block.kind == "component":
            arguments = [_quoted(self.block.token), *arguments]
            function = "pulumi.ComponentResource"
        else:
            function = self._class()
            arguments += self._inputs()
        options = self._options()
        if options:
            name = "opts=" if self.block.kind == "resource" else "None, "
            arguments.append(f"{name}{_wrapped('pulumi.ResourceOptions(', options, ')', 4)}")
        return _wrapped(f"{self.variables[self.block.name]} = {function}(", arguments, ")", 0) + "\n"

    def _class(self) -> str:
        package = _package(self.block)
        if self.block.token.startswith("pulumi:providers:"):
            return f"{self.aliases[package]}.Provider"
        schema = self.schemas(package) or PackageSchema({"name": package})
        return ".".join([self.aliases[package], *schema.module(self.block.token), self.block.token.split(":")[-1]])

    def _inputs(self) -> Iterator[str]:
        schema = self.schemas(_package(self.block))
        specification = schema.inputs(self.block.token) if schema else None
        properties = _properties(specification or _UNKNOWN)
        for name, value in self.block.inputs.items():
            if value != pcl.Literal(None):
                written = self._value(value, properties.get(name, _UNKNOWN), schema, 4)
                yield f"{snake_case(name)}={written}"

    def _options(self) -> list[str]:
        written = []
        for name, value in self.block.options.items():
            if value == pcl.Sequence(()):
                continue  # e.g. dependencies that references imply already
            text = _property_paths(value) if name in _PROPERTY_OPTIONS else self._value(value, _UNKNOWN, None, 8)
            written.append(f"{_OPTION_NAMES.get(name, snake_case(name))}={text}")
        return written

    def _value(self, value: Expression, wanted: Specification, schema: PackageSchema | None, indent: int) -> str:
        wanted = schema.resolved(wanted) if schema else wanted
        match value:
            case pcl.Literal(number):
                return repr(int(number) if isinstance(number, float) and number.is_integer() else number)
            case pcl.Text(parts=(str() as text,)) if wanted.get("$ref") == _JSON:
                return _document(text, indent)
            case pcl.Text(parts):
                return self._text(parts)
            case pcl.Sequence(items):
                inner = _mapping(wanted.get("items"))
                return _wrapped("[", [self._value(item, inner, schema, indent + 4) for item in items], "]", indent)
            case pcl.Object(entries):
                return self._object(entries, wanted, schema, indent)
            case pcl.Reference(root, path):
                return self._reference(root, path)
            case pcl.Call(function, arguments):
                if function not in _FUNCTIONS:
                    raise UnsupportedProgram(f"The PCL function `{function}` cannot be written in Python yet.")
                written = [self._value(argument, {"additionalProperties": {}}, None, indent) for argument in arguments]
                return f"{_FUNCTIONS[function]}({', '.join(written)})"

    def _text(self, parts: tuple[str | Expression, ...]) -> str:
        written = [_quoted(part) if isinstance(part, str) else self._value(part, _UNKNOWN, None, 0) for part in parts]
        alone = len(parts) == 1 and isinstance(parts[0], str)
        return written[0] if alone else f"pulumi.Output.concat({', '.join(written)})"

    def _object(
        self,
        entries: tuple[tuple[str, Expression], ...],
        wanted: Specification,
        schema: PackageSchema | None,
        indent: int,
    ) -> str:
        properties = _properties(wanted)
        every = _mapping(wanted.get("additionalProperties"))
        # Without a schema, a key that begins like a property's name is taken for one.
        are_properties = bool(properties) if schema else "additionalProperties" not in wanted
        written = []
        for key, value in entries:
            spelt = snake_case(key) if are_properties and key[:1].islower() and key.isalnum() else key
            written.append(f"{_quoted(spelt)}: {self._value(value, properties.get(key, every), schema, indent + 4)}")
        return _wrapped("{", written, "}", indent)

    def _reference(self, root: str, path: tuple[str | int, ...]) -> str:
        if root not in self.variables:
            raise UnsupportedProgram(f"The program refers to `{root}`, which is not one of its resources.")
        text = self.variables[root]
        for depth, part in enumerate(path):
            if isinstance(part, int):
                text += f"[{part}]"
            elif depth == 0:
                text += f".{snake_case(part)}"
            else:
                text += f"[{_quoted(snake_case(part))}]"
        return text


def _in_order(blocks: Sequence[Block]) -> Iterator[Block]:
    by_name = {block.name: block for block in blocks}
    done: set[str] = set()

    def visit(block: Block, above: tuple[str, ...]) -> Iterator[Block]:
        if block.name in done:
            return
        if block.name in above:
            raise UnsupportedProgram(
                f"The resources {' -> '.join([*above, block.name])} refer to each other in a circle."
            )
        for value in (*block.inputs.values(), *block.options.values()):
            for root in _roots(value):
                if root in by_name:
                    yield from visit(by_name[root], (*above, block.name))
        done.add(block.name)
        yield block

    for block in blocks:
        yield from visit(block, ())


def _roots(value: Expression) -> Iterator[str]:
    match value:
        case pcl.Reference(root):
            yield root
        case pcl.Sequence(items) | pcl.Call(_, items):
            for item in items:
                yield from _roots(item)
        case pcl.Object(entries):
            for _, item in entries:
                yield from _roots(item)
        case pcl.Text(parts):
            for part in parts:
                if not isinstance(part, str):
                    yield from _roots(part)


def _package(block: Block) -> str:
    package, *rest = block.token.split(":")
    return rest[-1] if package == "pulumi" and rest[0] == "providers" else package


def _property_paths(value: Expression) -> str:
    if not isinstance(value, pcl.Sequence):
        raise UnsupportedProgram("An option that names properties must be a list.")
    return "[" + ", ".join(_quoted(_property_path(item)) for item in value.items) + "]"


def _property_path(value: Expression) -> str:
    match value:
        case pcl.Text(parts=(str() as text,)):
            return ".".join(snake_case(part) if part.isalnum() else part for part in text.split("."))
        case pcl.Reference(root, path):
            return "".join([snake_case(root), *(f"[{p}]" if isinstance(p, int) else f".{snake_case(p)}" for p in path)])
    raise UnsupportedProgram("The name of a property is computed, which cannot be written in Python yet.")


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    taken.add(name)
    return name


def _wrapped(start: str, items: Sequence[str], end: str, indent: int) -> str:
    """The items on one line if they fit, else one on each line."""
    line = f"{start}{', '.join(items)}{end}"
    if len(line) + indent <= _WIDTH and "\n" not in line:
        return line
    margin = " " * (indent + 4)
    return start + "\n" + "".join(f"{margin}{item},\n" for item in items) + " " * indent + end


def _document(text: str, indent: int) -> str:
    """JSON text as the value that it stands for."""
    try:
        value: object = json.loads(text)
    except ValueError:
        return _quoted(text)
    return f"{_FUNCTIONS['toJSON']}({_plain(value, indent)})"


def _plain(value: object, indent: int) -> str:
    match value:
        case dict():
            entries = [f"{_quoted(key)}: {_plain(item, indent + 4)}" for key, item in value.items()]
            return _wrapped("{", entries, "}", indent)
        case list():
            return _wrapped("[", [_plain(item, indent + 4) for item in value], "]", indent)
        case str():
            return _quoted(value)
        case _:
            return repr(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # every JSON string is one of Python, in double quotes


def _properties(specification: Specification) -> Mapping[str, Specification]:
    found = specification.get("properties")
    return found if isinstance(found, dict) else {}


def _mapping(value: object) -> Specification:
    return value if isinstance(value, dict) else {}
