"""A posting out of what a page says: contacts left out, its language and remoteness told."""

from datetime import UTC, datetime, time, tzinfo
from typing import Any

from contracts.records import Posting
from crawler.reading.contacts import without_contacts
from understanding import dates, language, places


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
    said = [each.strip() for each in text.split(",")]
    kept = tuple(dict.fromkeys(each for each in said if each and not places.is_remote(each)))
    return {"places": kept, "remote": True if places.is_remote(text) else None}


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
