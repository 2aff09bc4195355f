"""Parse PCL into blocks and expressions. The grammar is HCL's, which python-hcl2 reads."""

from __future__ import annotations

import codecs
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import hcl2
from lark.exceptions import LarkError


class UnsupportedProgram(Exception):
    """The program has something that is not covered; one sentence says what."""


@dataclass(frozen=True)
class Literal:
    """A number, a boolean or null."""

    value: float | bool | None


@dataclass(frozen=True)
class Text:
    """A string, perhaps with expressions in it."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Object:
    """A map or an object."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Reference:
    """A resource, or a property of one: names and indexes below ``root``."""

    root: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Call:
    """A function of the language."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Literal | Text | Sequence | Object | Reference | Call


@dataclass(frozen=True)
class Block:
    """A ``resource`` or ``component`` of the program."""

    kind: str
    name: str
    logical_name: str
    token: str
    inputs: Mapping[str, Expression] = field(default_factory=dict)
    options: Mapping[str, Expression] = field(default_factory=dict)


_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
_CALL = re.compile(rf"({_NAME})\((.*)\)", re.DOTALL)
_ACCESS = re.compile(rf"""\.({_NAME})|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]""")
_HEREDOC = re.compile(r"<<(-?)(\w+)\n(.*?)\n?[ \t]*\2$", re.DOTALL)
_CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_program(source: str) -> Iterator[Block]:
    """The resources and components of one file. Raises UnsupportedProgram."""
    try:
        content: dict[str, object] = hcl2.loads(source)
    except LarkError as error:
        raise UnsupportedProgram(f"The program is not valid PCL: {str(error).splitlines()[0]}") from None
    for kind, blocks in content.items():
        if kind == "package" or kind.startswith("__"):
            continue
        if kind not in {"resource", "component"} or not isinstance(blocks, list):
            raise UnsupportedProgram(f"A PCL block `{kind}` cannot be written in Python yet.")
        for labelled in blocks:
            yield _block(kind, labelled)


def _block(kind: str, labelled: dict[str, object]) -> Block:
    ((name, body),) = ((key, value) for key, value in labelled.items() if not key.startswith("__"))
    token = ""
    if kind == "resource":
        ((label, body),) = ((key, value) for key, value in _mapping(body).items() if not key.startswith("__"))
        token = _unquoted(label)
    attributes = {key: value for key, value in _mapping(body).items() if key not in {"__is_block__", "options"}}
    inputs = {_unquoted(key): _expression(value) for key, value in attributes.items()}
    logical_name = inputs.pop("__logicalName", None)
    if kind == "component":
        token = _string(inputs.pop("token", Text(("",))))
    options: dict[str, Expression] = {}
    for block in _list(_mapping(body).get("options", [])):
        options |= {key: _expression(value) for key, value in _mapping(block).items() if not key.startswith("__")}
    label = _unquoted(name)
    return Block(kind, label, _string(logical_name) if logical_name else label, token, inputs, options)


def _expression(value: object) -> Expression:
    match value:
        case None | bool() | int() | float():
            return Literal(value)
        case list():
            return Sequence(tuple(_expression(item) for item in value))
        case dict():
            return Object(
                tuple((_key(key), _expression(item)) for key, item in value.items() if not key.startswith("__"))
            )
        case str():
            return _expression_of_text(value)
    raise UnsupportedProgram(f"The PCL value {value!r} cannot be written in Python yet.")


def _expression_of_text(text: str) -> Expression:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        heredoc = _HEREDOC.fullmatch(text[1:-1])
        if heredoc:
            indented, _, content = heredoc.groups()
            return Text((textwrap.dedent(content) if indented else content,))
        return _template(text[1:-1])
    if text.startswith("${") and text.endswith("}"):
        return _source(text[2:-1])
    return _source(text)


def _source(source: str) -> Expression:
    """An expression as it stands in the program."""
    source = source.strip()
    if source in _CONSTANTS:
        return Literal(_CONSTANTS[source])
    call = _CALL.fullmatch(source)
    if call:
        arguments: dict[str, list[object]] = hcl2.loads(f"arguments = [{call[2]}]\n")
        return Call(call[1], tuple(_expression(argument) for argument in arguments["arguments"]))
    root = re.match(_NAME, source)
    if root:
        return Reference(root[0], _path(source, root.end()))
    try:
        return Literal(float(source))
    except ValueError:
        raise UnsupportedProgram(f"The PCL expression `{source}` cannot be written in Python yet.") from None


def _path(source: str, start: int) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while start < len(source):
        access = _ACCESS.match(source, start)
        if not access:
            raise UnsupportedProgram(f"The PCL expression `{source}` cannot be written in Python yet.")
        name, index, key = access.groups()
        path.append(int(index) if index else _unescaped(key) if name is None else name)
        start = access.end()
    return tuple(path)


def _template(content: str) -> Expression:
    """A quoted string: ``${...}`` holds an expression, ``$${`` is the text ``${``."""
    parts: list[str | Expression] = []
    literal = ""
    position = 0
    while position < len(content):
        if content.startswith(("$${", "%%{"), position):
            literal += content[position + 1 : position + 3]
            position += 3
        elif content.startswith("${", position):
            end = _end_of_interpolation(content, position + 2)
            parts += [_unescaped(literal), _expression_of_text(content[position + 2 : end])]
            literal = ""
            position = end + 1
        else:
            step = 2 if content[position] == "\\" else 1
            literal += content[position : position + step]
            position += step
    parts.append(_unescaped(literal))
    return Text(tuple(part for part in parts if part != "") or ("",))


def _end_of_interpolation(content: str, position: int) -> int:
    depth = 1
    while position < len(content):
        depth += {"{": 1, "}": -1}.get(content[position], 0)
        if depth == 0:
            return position
        position += 1
    raise UnsupportedProgram(f"The PCL string {content!r} does not close its `${{`.")


_ESCAPE = re.compile(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})')


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: codecs.decode(match[0], "unicode_escape"), text)


def _unquoted(label: str) -> str:
    return _unescaped(label[1:-1]) if label.startswith('"') else label


def _key(key: str) -> str:
    if key.startswith("${"):
        raise UnsupportedProgram(f"The computed PCL key `{key[2:-1]}` cannot be written in Python yet.")
    return _string(_template(key[1:-1])) if key.startswith('"') else key


def _string(expression: Expression) -> str:
    match expression:
        case Text(parts=(str() as text,)):
            return text
    raise UnsupportedProgram("A name in the program is computed, which cannot be written in Python yet.")


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
