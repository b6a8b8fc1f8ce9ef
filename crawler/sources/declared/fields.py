"""One field of ours out of a row of theirs (pure)."""

import math
import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from contracts.declared import Field
from crawler.reading.ads import in_utc
from crawler.reading.html_text import one_line, paragraphs, plain_paragraphs
from crawler.reading.refusals import Changed
from crawler.sources.declared.rows import Row
from understanding import dates

_EPOCH: Final = re.compile(r"-?[0-9]{9,14}(?:\.[0-9]{1,9})?")
_MILLISECONDS: Final = 1e11
"""A later moment in seconds is in the year 5138."""
_YES: Final = frozenset({"true", "1", "yes", "так", "да"})
_NO: Final = frozenset({"false", "0", "no", "ні", "нет"})
_LONGEST_NUMBER: Final = 40


class FieldReader:
    """Reads one declared field; a text that cannot be what it must be says that all changed."""

    def __init__(self, name: str, declared: str | Field) -> None:
        self.name = name
        self.field = declared if isinstance(declared, Field) else Field(from_=declared)
        given = self.field.from_
        self.paths = (given,) if isinstance(given, str) else given

    def texts(self, row: Row) -> list[str]:
        """Return what the row says, as written; none where an optional field is missing."""
        if self.field.value:
            return [self.field.value]
        found = [texts for path in self.paths if (texts := row.texts(path)) is not None]
        if not found and not self.field.optional:
            raise Changed(f"no {self._told()}")
        said = next((texts for texts in found if any(text.strip() for text in texts)), [])
        return [text for each in said for text in self._split(each)]

    def line(self, row: Row) -> str:
        """Return one line of clean text, the first that there is."""
        return next(iter(self.lines(row)), "")

    def lines(self, row: Row) -> tuple[str, ...]:
        """Each text as one line; of HTML, its first paragraph."""
        plain = (self._plain(text) for text in self.texts(row))
        lines = (one_line(text.partition("\n")[0] if self.field.html else text) for text in plain)
        return tuple(dict.fromkeys(self._finished(line) for line in lines if line))

    def paragraphs(self, row: Row) -> str:
        texts = (plain_paragraphs(self._plain(text)) for text in self.texts(row))
        return "\n".join(filter(None, map(self._finished, texts)))

    def number(self, row: Row) -> float | None:
        said = self.line(row)
        if not said:
            return None
        other = "," if self.field.decimal == "." else "."
        plain = re.sub(rf"[\s'’_{other}]", "", said[:_LONGEST_NUMBER]).replace(",", ".")
        try:
            number = float(plain)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise Changed(f"{self._told()} is no number: {said[:60]!r}")
        return number

    def moment(self, row: Row, now: datetime) -> datetime | None:
        said = self.line(row)
        if not said:
            return None
        zone = ZoneInfo(self.field.zone)
        try:
            found = in_utc(self._moment(said, zone, now), zone)
        except (ValueError, OverflowError, OSError):
            found = None
        if found is None:
            raise Changed(f"{self._told()} is no date: {said[:60]!r}")
        return found

    def truth(self, row: Row) -> bool | None:
        said = self.line(row).casefold()
        if said in _YES | _NO:
            return said in _YES
        if not said:
            return None
        raise Changed(f"{self._told()} is neither yes nor no: {said[:60]!r}")

    def _moment(self, said: str, zone: ZoneInfo, now: datetime) -> datetime | None:
        if self.field.date:
            found = datetime.strptime(said, self.field.date)  # noqa: DTZ007 - the next line
            return found if found.tzinfo else found.replace(tzinfo=zone)
        if _EPOCH.fullmatch(said):
            seconds = float(said)
            scale = 1000 if abs(seconds) >= _MILLISECONDS else 1
            return datetime.fromtimestamp(seconds / scale, UTC)
        return dates.parse(said, zone=zone, now=now)

    def _split(self, text: str) -> list[str]:
        return text.split(self.field.split) if self.field.split else [text]

    def _plain(self, text: str) -> str:
        return paragraphs(text) if self.field.html else text

    def _finished(self, text: str) -> str:
        text = text.strip(self.field.strip + " \n") if self.field.strip else text
        return self.field.template.replace("{}", text) if self.field.template and text else text

    def _told(self) -> str:
        there = " or ".join(f"`{path}`" for path in self.paths)
        return f"{there} (our `{self.name}`)"
