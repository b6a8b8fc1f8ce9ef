"""A posting out of what a page says: contacts left out, its language and remoteness told."""

import re
from datetime import UTC, datetime, time, tzinfo
from typing import Any, Final

from contracts.records import Posting
from crawler.reading.contacts import without_contacts
from understanding import dates, language, places

_IN: Final = re.compile(r"\s+(?:in|в|у)\s+", re.IGNORECASE)
_HYBRID: Final = re.compile(r"hybrid|гібрид|гибрид", re.IGNORECASE)


def an_ad(external_id: str, title: str, **said: Any) -> Posting:  # noqa: ANN401 - a posting's fields
    """Build it; what a page does not say stays unsaid."""
    description = without_contacts(said.pop("description", ""))
    if said.get("remote") is None and any(map(places.is_remote, said.get("places", ()))):
        said["remote"] = True
    spoken = said.pop("language", "") or language.detect(f"{title}\n{description}")
    return Posting(
        external_id=external_id,
        title=without_contacts(title),
        description=description,
        language=spoken,
        **said,
    )


def where(text: str) -> dict[str, Any]:
    """Read "Київ, Львів, віддалено": its places, and whether it speaks of remote work."""
    said = [place for part in text.split(",") for place in _named(part.strip())]
    return {
        "places": tuple(dict.fromkeys(filter(None, said))),
        "remote": True if places.is_remote(text) else None,
    }


def _named(part: str) -> tuple[str, ...]:
    """Which place "Remote in Austin" or "Львів / віддалено" names beside the way of working."""
    way, *rest = _IN.split(part, maxsplit=1)
    if rest and (places.is_remote(way) or _HYBRID.search(way)) and not places.is_remote(rest[0]):
        return (rest[0],)
    return places.canonical(part) if places.is_remote(part) else (part,)


def kyiv_moment(text: str, now: datetime) -> datetime | None:
    """Read a date of a board that means Kyiv's clock where it names no zone."""
    return in_utc(dates.parse(text, zone=dates.kyiv(), now=now), dates.kyiv())


def in_utc(found: datetime | None, zone: tzinfo) -> datetime | None:
    """A day without an hour stays that day: midnight in Kyiv is the day before in UTC."""
    try:
        moment = found.astimezone(UTC) if found else None
    except OverflowError:
        return None
    if found and found.tzinfo is zone and found.time() == time():
        return found.replace(tzinfo=UTC)
    return moment
