"""YAML documents to typed ones, every fault with its file, line and field."""

import difflib
import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
import yaml

from contracts.errors import Permanent

_PATH: Final = re.compile(r"(?: - at )?`\$([^`]*)`")
T = TypeVar("T")


class Fault(Exception):  # noqa: N818 - what a check raises, always caught where the line is known
    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class YamlDocument:
    """One of a file's documents, which knows the lines of its fields."""

    def __init__(self, node: yaml.Node, file: str) -> None:
        self._node = node
        self._file = file
        try:
            _no_riddles(node, "", set())
            self.data: Any = yaml.SafeLoader("").construct_document(node)
        except Fault as fault:
            raise self.wrong(fault.path, str(fault)) from fault
        except yaml.YAMLError as error:
            raise Permanent(f"{file}:{node.start_mark.line + 1}: {error}") from error

    def read(self, kind: type[T]) -> T:
        try:
            _looked_through(self.data, kind, "")
            return _converted(self.data, kind, "")
        except Fault as fault:
            raise self.wrong(fault.path, str(fault)) from fault

    def wrong(self, path: str, message: str) -> Permanent:
        where = path.lstrip(".") or "the document"
        return Permanent(f"{self._file}:{_line(self._node, path)}: {where}: {message}")


def documents(text: str, name: str) -> list[YamlDocument]:
    """Read all that stand in a text, apart by `---`."""
    try:
        composed: Iterator[yaml.Node | None] = yaml.compose_all(text, yaml.SafeLoader)
        nodes = [node for node in composed if node is not None]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Permanent(f"{name}:{line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise Permanent(f"{name}: not YAML: {error}") from error
    except RecursionError as error:
        raise Permanent(f"{name}: nested far too deeply; write it flatter") from error
    return [YamlDocument(node, name) for node in nodes]


def _no_riddles(node: yaml.Node, path: str, seen: set[int]) -> None:
    """Refuse what YAML allows and nothing here has a use for: aliases, and a key given twice."""
    if id(node) in seen:
        raise Fault(path, "an alias (*name) is not read here; write it out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _no_riddles(item, f"{path}[{number}]", seen)
    elif isinstance(node, yaml.MappingNode):
        given: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in given:
                raise Fault(f"{path}.{name}", "is given twice")
            given.add(name)
            _no_riddles(value, f"{path}.{name}", seen)


def _converted(data: object, kind: type[T], path: str) -> T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        said = str(error)
        found = _PATH.search(said)
        where = found.group(1) if found else ""
        message = _PATH.sub("", said).strip().replace("Object missing required", "misses the")
        if message.startswith("Invalid enum value") and (known := _choices(kind, where)):
            message += f"; expected {' or '.join(known)}"
        raise Fault(path + where, message) from error


def _choices(kind: Any, path: str) -> list[str]:  # noqa: ANN401 - any annotation
    """Find the words that may stand in a field."""
    for name in re.findall(r"[^.\[\]]+", path):
        inside = [each for each in (kind, *get_args(kind)) if isinstance(each, type)]
        structs = [each for each in inside if issubclass(each, msgspec.Struct)]
        fields = {
            field.encode_name: get_type_hints(each)[field.name]
            for each in structs
            for field in msgspec.structs.fields(each)
        }
        kind = fields.get(name) or next(iter(get_args(kind)), None)
    return [str(each) for each in get_args(kind)] if get_origin(kind) is Literal else []


def _looked_through(data: object, kind: Any, path: str) -> None:  # noqa: ANN401 - any annotation
    """Say what an unknown field was probably meant to be, and which key of a mapping is wrong."""
    choices = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    for choice in choices:
        if isinstance(data, dict) and isinstance(choice, type) and _is_struct(choice):
            _known_fields(data, choice, path)
        elif isinstance(data, dict) and get_origin(choice) is dict:
            _known_values(data, get_args(choice)[1], path)


def _is_struct(kind: type) -> bool:
    return issubclass(kind, msgspec.Struct)


def _known_fields(data: Mapping[object, object], kind: type[msgspec.Struct], path: str) -> None:
    hints = get_type_hints(kind)
    known = {field.encode_name: hints[field.name] for field in msgspec.structs.fields(kind)}
    for key, value in data.items():
        if key in known:
            _looked_through(value, known[str(key)], f"{path}.{key}")
        else:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
            raise Fault(f"{path}.{key}", f"unknown field{hint}")


def _known_values(data: Mapping[object, object], kind: Any, path: str) -> None:  # noqa: ANN401
    """A mapping's values one by one: msgspec does not tell which of them is wrong."""
    for key, value in data.items():
        _looked_through(value, kind, f"{path}.{key}")
        _converted(value, kind, f"{path}.{key}")


def _line(node: yaml.Node, path: str) -> int:
    """Find the line of a field; of the nearest parent that is there when it is missing."""
    line = node.start_mark.line + 1
    for part in re.findall(r"[^.\[\]]+", path):
        child = _child(node, part)
        if child is None:
            break
        line, node = child
    return line


def _child(node: yaml.Node, part: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
        item: Any = node.value[int(part)]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line + 1, value
    return None
