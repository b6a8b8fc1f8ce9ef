"""An honest answer, spoilt by a fault (pure)."""

import re
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from demo.boards.answer import PLAIN, Answer, Kind
from demo.faults import Fault

_WAIT_SECONDS: Final = 1
"""Told by every refusal: who is told no time leaves a host alone for much longer."""
_BOMB_PIECES: Final = 64
_PIECE: Final = bytes(1 << 20)
_HOOKS: Final = re.compile(rb'\b(class|id|data-qa|data-testid|data-jk)="([^"]*)"')
_HEADS: Final = re.compile(rb"<(h1|h2)\b[^>]*>|</(?:h1|h2)>")


class Delivery(StrEnum):
    """How a body is sent."""

    WHOLE = "whole"
    DRIPPED = "dripped"
    STALLED = "stalled"
    ENDLESS = "endless"
    HALF = "half"
    """Half of what was announced, then the line is cut."""
    TWICE = "twice"
    """More than was announced."""
    NONE = "none"
    """The line is cut at once."""


class Reply(Struct, frozen=True):
    answer: Answer
    delivery: Delivery = Delivery.WHOLE


class Around(Struct, frozen=True):
    """What a fault must know beside the page."""

    target: str
    port: int
    other_port: int
    moment: datetime
    """By the machine's clock: Retry-After is no matter of the demo's."""


def distorted(fault: Fault, answer: Answer, around: Around) -> Reply:
    if fault in _PAGES:
        return Reply(_refusal(*_PAGES[fault]))
    if fault in _SENT:
        return Reply(replace(answer, kind=Kind.FAULTY), _SENT[fault])
    if fault in _BODIES:
        return Reply(replace(answer, kind=Kind.FAULTY, body=_BODIES[fault](answer.body)))
    if fault is Fault.BOMB:
        packed = {**answer.headers, "content-encoding": "gzip"}
        return Reply(replace(answer, kind=Kind.FAULTY, body=_bomb(), headers=packed))
    if fault in (Fault.TOO_MANY, Fault.TOO_MANY_UNTIL, Fault.UNAVAILABLE):
        return Reply(_later(fault, around.moment))
    where = {
        Fault.LOOP: around.target,
        # Of this machine too: a client that follows it must reach nobody.
        Fault.INWARD: "http://127.0.0.2:9/latest/meta-data/",
        Fault.LOCALHOST: f"http://localhost:{around.port}{around.target}",
        Fault.ASTRAY: f"http://127.0.0.1:{around.other_port}{around.target}",
    }
    return Reply(Answer(Kind.FAULTY, b"", status=302, headers={"location": where[fault]}))


def _later(fault: Fault, moment: datetime) -> Answer:
    wait = timedelta(seconds=_WAIT_SECONDS)
    said = {
        Fault.TOO_MANY: (429, str(_WAIT_SECONDS)),
        Fault.TOO_MANY_UNTIL: (429, format_datetime(moment + wait, usegmt=True)),
        Fault.UNAVAILABLE: (503, str(_WAIT_SECONDS)),
    }
    status, after = said[fault]
    return Answer(Kind.FAULTY, b"try again later", PLAIN, status, {"retry-after": after})


def _refusal(status: int, headers: Mapping[str, str], title: str, body: str) -> Answer:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    said = {**headers, "retry-after": str(_WAIT_SECONDS)}
    return Answer(Kind.BLOCKED, page.encode(), status=status, headers=said)


_CLOUDFLARE: Final = {"server": "cloudflare"}
_PAGES: Final[dict[Fault, tuple[int, Mapping[str, str], str, str]]] = {
    Fault.BLOCKED: (
        *(403, _CLOUDFLARE, "Just a moment..."),
        '<div class="cf-browser-verification" id="cf-chl-widget">Checking your browser</div>',
    ),
    Fault.CHALLENGED: (
        *(403, {**_CLOUDFLARE, "cf-mitigated": "challenge"}, "jobs"),
        "<p>Enable JavaScript and cookies to continue</p>",
    ),
    Fault.BANNED: (
        *(200, _CLOUDFLARE, "Attention Required! | Cloudflare"),
        "<h1>Sorry, you have been blocked</h1><p>You are unable to access this site.</p>",
    ),
    Fault.CAPTCHA: (
        *(200, {}, "Перевірка"),
        '<form action="/captcha"><p>Підтвердьте, що ви не робот</p></form>',
    ),
    Fault.GUARDED: (
        *(403, {"server": "ddos-guard"}, "DDoS-Guard"),
        "<h1>Checking your browser before accessing the site</h1>",
    ),
}
_SENT: Final = {
    Fault.RESET: Delivery.NONE,
    Fault.TRUNCATED: Delivery.HALF,
    Fault.DRIPPED: Delivery.DRIPPED,
    Fault.STALLED: Delivery.STALLED,
    Fault.ENDLESS: Delivery.ENDLESS,
    Fault.SHORT: Delivery.TWICE,
}


def _renamed(body: bytes) -> bytes:
    data = _json(body)
    if isinstance(data, dict):
        return msgspec.json.encode({f"{key}_v2": value for key, value in data.items()})
    return _HOOKS.sub(lambda hook: b'%b="n-%b"' % (hook[1], hook[2].replace(b" ", b" n-")), body)


def _wrapped(body: bytes) -> bytes:
    data = _json(body)
    if data is not None:
        return msgspec.json.encode({"result": {"data": data}})
    deeper = _HEADS.sub(_one_deeper, body)
    return deeper.replace(b"<body>", b'<body><div class="shell"><section>').replace(
        b"</body>", b"</section></div></body>"
    )


def _one_deeper(found: re.Match[bytes]) -> bytes:
    return b"</span>" + found[0] if found[1] is None else found[0] + b'<span class="inner">'


def _json(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON may hold
    try:
        return msgspec.json.decode(body)
    except ValueError:
        return None


def _cp1251(body: bytes) -> bytes:
    return body.decode().encode("cp1251", "replace")


def _utf16(body: bytes) -> bytes:
    return body.decode().encode("utf-16-le")


def _with_nuls(body: bytes) -> bytes:
    return body.replace(b">", b">\0").replace(b"},", b"},\0")


_BODIES: Final[dict[Fault, Callable[[bytes], bytes]]] = {
    Fault.RENAMED: _renamed,
    Fault.WRAPPED: _wrapped,
    Fault.CP1251: _cp1251,
    Fault.UTF16: _utf16,
    Fault.NULS: _with_nuls,
}


@cache
def _bomb() -> bytes:
    """64 MiB of nothing in some 64 KiB."""
    packing = zlib.compressobj(wbits=31)
    return b"".join((*(packing.compress(_PIECE) for _ in range(_BOMB_PIECES)), packing.flush()))
