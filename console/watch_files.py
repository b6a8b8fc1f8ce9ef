"""Watch files: YAML to Watch, every fault with its file, line and field."""

import difflib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml
from cronsim import CronSim, CronSimError

from contracts.errors import Permanent
from contracts.subjects import Metadata, Schedule, Watch, WatchFilters, WatchSpec

_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_SPAN: Final = re.compile(r"[1-9]\d{0,4}[smhdw]")
_PATH: Final = re.compile(r"`\$([^`]*)`")
_FIELDS: Final[dict[str, type[msgspec.Struct]]] = {
    "": Watch,
    ".metadata": Metadata,
    ".spec": WatchSpec,
    ".spec.filters": WatchFilters,
    ".spec.schedule": Schedule,
}


class _Fault(Exception):  # noqa: N818 - a word of this file
    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def read_watches(file: Path) -> list[Watch]:
    """Read every Watch of a file (documents apart by `---`); nothing is taken if one is wrong."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        msg = f"{file}: {reason}; name a readable YAML file"
        raise Permanent(msg) from error
    return parse_watches(text, str(file))


def parse_watches(text: str, name: str) -> list[Watch]:
    try:
        composed: Iterator[yaml.Node | None] = yaml.compose_all(text, yaml.SafeLoader)
        nodes = [node for node in composed if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        msg = f"{name}:{line}: not YAML: {error.problem}"
        raise Permanent(msg) from error
    except yaml.YAMLError as error:
        msg = f"{name}: not YAML: {error}"
        raise Permanent(msg) from error
    if not nodes:
        msg = f"{name}: holds no Watch; see docs/watches.md for an example"
        raise Permanent(msg)
    watches: dict[str, Watch] = {}
    for node in nodes:
        watch = _watch(node, name)
        if watch.name in watches:
            line = _line(node, ".metadata.name")
            msg = f"{name}:{line}: metadata.name: {watch.name!r} is in this file twice"
            raise Permanent(msg)
        watches[watch.name] = watch
    return list(watches.values())


def _watch(node: yaml.Node, name: str) -> Watch:
    loader = yaml.SafeLoader("")
    try:
        _no_riddles(node, "", set())
        data = loader.construct_document(node)
        watch = _converted(data)
        _checked(watch)
    except _Fault as fault:
        where = fault.path.lstrip(".") or "the document"
        msg = f"{name}:{_line(node, fault.path)}: {where}: {fault}"
        raise Permanent(msg) from fault
    except yaml.YAMLError as error:
        msg = f"{name}:{node.start_mark.line + 1}: {error}"
        raise Permanent(msg) from error
    return watch


def _no_riddles(node: yaml.Node, path: str, seen: set[int]) -> None:
    """Refuse what YAML allows and a Watch has no use for: aliases, and a key given twice."""
    if id(node) in seen:
        raise _Fault(path, "an alias (*name) is not read here; write it out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _no_riddles(item, f"{path}[{number}]", seen)
    elif isinstance(node, yaml.MappingNode):
        given: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in given:
                raise _Fault(f"{path}.{name}", "is given twice")
            given.add(name)
            _no_riddles(value, f"{path}.{name}", seen)


def _converted(data: object) -> Watch:
    if isinstance(data, dict) and data.get("kind") not in (None, "Watch"):
        raise _Fault(".kind", f"{data['kind']!r} is not known here; expected Watch")
    _no_strange_fields(data)
    try:
        return msgspec.convert(data, Watch)
    except msgspec.ValidationError as error:
        said = str(error)
        found = _PATH.search(said)
        raise _Fault(
            found.group(1) if found else "", _PATH.sub("", said).removesuffix(" - at ").strip()
        ) from error


def _no_strange_fields(data: object) -> None:
    """Say what an unknown field was probably meant to be."""
    for path, kind in _FIELDS.items():
        known = [field.encode_name for field in msgspec.structs.fields(kind)]
        for key in _at(data, path):
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
                raise _Fault(f"{path}.{key}", f"unknown field{hint}")


def _at(data: object, path: str) -> list[str]:
    for part in path.split(".")[1:]:
        data = data.get(part) if isinstance(data, dict) else None
    return [str(key) for key in data] if isinstance(data, dict) else []


def _checked(watch: Watch) -> None:
    """Check what the types cannot say."""
    for path, message in _faults(watch):
        raise _Fault(path, message)


def _faults(watch: Watch) -> Iterator[tuple[str, str]]:
    spec = watch.spec
    if not _NAME.fullmatch(watch.name):
        yield ".metadata.name", "use up to 63 lower-case letters, digits and dashes"
    if not (spec.subject or spec.keywords or spec.websites):
        yield ".spec", "needs a subject, keywords or websites"
    yield from _list_faults(spec)
    yield from _filter_faults(spec.filters)
    if spec.schedule:
        yield from _schedule_faults(spec.schedule)


def _list_faults(spec: WatchSpec) -> Iterator[tuple[str, str]]:
    for field in ("keywords", "websites", "sources"):
        for number, value in enumerate(getattr(spec, field)):
            if not value.strip():
                yield f".spec.{field}[{number}]", "is empty"
    for number, site in enumerate(spec.websites):
        if site.strip() and not site.startswith(("http://", "https://")):
            yield f".spec.websites[{number}]", f"{site!r} must begin with http:// or https://"


def _filter_faults(filters: WatchFilters) -> Iterator[tuple[str, str]]:
    if filters.posted_within and not _SPAN.fullmatch(filters.posted_within):
        yield ".spec.filters.postedWithin", "expected a span such as 24h, 7d or 2w"
    if filters.salary_min is not None and filters.salary_min < 0:
        yield ".spec.filters.salaryMin", "must not be below 0"


def _schedule_faults(schedule: Schedule) -> Iterator[tuple[str, str]]:
    if bool(schedule.cron) == bool(schedule.every):
        yield ".spec.schedule", "needs either cron or every, not both"
    if schedule.every and not _SPAN.fullmatch(schedule.every):
        yield ".spec.schedule.every", "expected a span such as 6h or 1d"
    try:
        ZoneInfo(schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield ".spec.schedule.timeZone", f"{schedule.time_zone!r} is no time zone (Europe/Kyiv)"
    if schedule.cron:
        try:
            CronSim(schedule.cron, datetime(2026, 1, 1))  # noqa: DTZ001 - only its grammar is tried
        except CronSimError as error:
            yield ".spec.schedule.cron", f"{schedule.cron!r}: {error}; expected five fields"


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
