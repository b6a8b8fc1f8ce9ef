"""Values out of JSON that nobody vouches for: another type than the expected one is no value."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from crawler.reading.html_text import one_line

_DIGITS: Final = 18


def decoded(text: str) -> object:
    """None for what is no JSON, and for what is nested without end."""
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[Any]:
    """A list as it is; one thing as a list of it; nothing as none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def line(data: object, *keys: str) -> str:
    """Follow the keys to one line of text."""
    for key in keys:
        data = mapping(data).get(key)
    return one_line(text(data))


def whole(value: object) -> int | None:
    """A number that may stand in an id or a count."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 10**_DIGITS else None


def identifier(value: object) -> str:
    """A number or digits, as an id; "" for anything else, and for 0."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    return str(whole(value) or "")


def amount(value: object) -> float | None:
    """Pay; 0 is "not stated"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 10**_DIGITS else None


def lacking(data: Mapping[str, Any], *keys: str) -> str:
    """Name the first key that is not there; "a|b" asks for any of some."""
    return next((key for key in keys if not any(each in data for each in key.split("|"))), "")


def unplain(data: Mapping[str, Any], *keys: str) -> str:
    """Name the first key that is not there, or that holds no plain value; "a|b": any of some."""
    missing = lacking(data, *keys)
    names = (name for key in keys for name in key.split("|"))
    return missing or next((name for name in names if isinstance(data.get(name), dict | list)), "")
