"""Signs that a page is no answer but a refusal: never to be taken for "nothing found" (pure)."""

import re
from typing import Final

from msgspec.structs import replace

from contracts.records import Outcome, Page, Parsed

_STATUSES: Final = frozenset({401, 403, 429, 451})
_TITLE: Final = re.compile(
    r"<title[^>]{0,100}>\s*(just a moment|attention required|access denied|ddos-guard"
    r"|security check|additional verification|pardon our interruption|access to this page"
    r"|verify you are human|зачекайте|один момент|blocked\b|(?:401|403|429)\b|forbidden\s*<"
    r"|too many requests|hcaptcha)",
    re.IGNORECASE,
)
_WALLS: Final = ("cf-chl-", "challenge-platform", "been blocked", "ddos-guard")
_RIDDLES: Final = ("captcha", "are you a robot", "not a robot", "ви не робот", "вы не робот")
_SHOWN: Final = 200_000
"""Characters looked at; a wall is a short page."""


class Changed(Exception):  # noqa: N818 - the outcome it leads to
    """The page is not as it is known or was declared; the message is the reason."""


def refusal(page: Page, text: str) -> str:
    """Tell why this is certainly no answer, whatever else stands on it; "" when it may be one."""
    if page.status in _STATUSES:
        return f"HTTP {page.status}"
    if "challenge" in page.headers.get("cf-mitigated", ""):
        return "a challenge by Cloudflare"
    title = _TITLE.search(text[:_SHOWN])
    return f"a page titled {title[1]!r}" if title else ""


def doubted(parsed: Parsed, text: str) -> Parsed:
    """Look again at a page that said nothing: a wall in front of a site is `blocked`.

    Sites with a captcha on some form of theirs have honest empty pages too, so there only the
    surer signs count.
    """
    if parsed.outcome not in (Outcome.EMPTY, Outcome.CHANGED):
        return parsed
    signs = _WALLS if parsed.outcome is Outcome.EMPTY else (*_WALLS, *_RIDDLES)
    shown = text[:_SHOWN].casefold()
    for sign in signs:
        if sign in shown:
            return replace(parsed, outcome=Outcome.BLOCKED, reason=f"a page that says {sign!r}")
    return parsed


def blocked(reason: str) -> Parsed:
    return Parsed(outcome=Outcome.BLOCKED, reason=reason)


def changed(reason: str) -> Parsed:
    return Parsed(outcome=Outcome.CHANGED, reason=reason)
