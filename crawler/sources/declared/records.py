"""Rows to records: which of our fields each kind has, and which of them it cannot do without."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from msgspec.structs import replace

from contracts.declared import Field
from contracts.identity import digest
from contracts.records import Document, Observation, Outcome, Parsed, Posting, Salary
from crawler.reading.contacts import without_contacts
from crawler.reading.refusals import Changed
from crawler.sources.declared.fields import FieldReader
from crawler.sources.declared.rows import Row

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "postings": (
        *("title", "url", "company", "places", "remote", "salary_text", "salary_min"),
        *("salary_max", "currency", "period", "posted_at", "valid_through", "employment"),
        *("description", "language"),
    ),
    "documents": ("title", "text", "url", "published_at"),
    "observations": ("subject", "metric", "at", "value"),
}
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "postings": ("title",),
    "documents": ("title", "text"),
    "observations": ("subject", "metric", "value"),
}
_TOLD: Final = 3
"""Faulty rows that a reason names."""

Record = Posting | Document | Observation
_Field = TypeVar("_Field")
_Fields = Mapping[str, str | Field]


class Mapper:
    """The declared mapping of one source."""

    def __init__(self, yields: str, fields: _Fields, identity: str | Field) -> None:
        self._yields = yields
        self._readers = {name: FieldReader(name, field) for name, field in fields.items()}
        self._id = FieldReader("id", identity) if identity else None
        builders: dict[str, Callable[[Row, datetime, str], Record]] = {
            "postings": self._posting,
            "documents": self._document,
            "observations": self._observation,
        }
        self._build = builders[yields]

    def parsed(self, rows: list[Row], now: datetime, address: str = "") -> Parsed:
        """Read every row; one that cannot be read makes the page `changed`, the others stay.

        `address`: of a page that is one row.
        """
        records: dict[str, Record] = {}
        faults: list[str] = []
        for number, row in enumerate(rows, start=1):
            try:
                record = self._build(row, now, address)
                _taken(records, record)
            except Changed as fault:
                faults.append(f"row {number}: {fault}")
        parsed = _of(self._yields, tuple(records.values()))
        if not faults:
            return parsed
        more = f"; and {len(faults) - _TOLD} more rows" if len(faults) > _TOLD else ""
        reason = "; ".join(faults[:_TOLD]) + more
        return replace(parsed, outcome=Outcome.CHANGED, reason=reason)

    def _posting(self, row: Row, now: datetime, address: str) -> Posting:
        title, company = self._needed("title", row), self._line("company", row)
        places = self._lines("places", row)
        url = self._line("url", row) or address
        return Posting(
            external_id=self._external_id(row, url, title, company, *places),
            title=title,
            url=url,
            company=company,
            places=places,
            remote=self._read("remote", lambda reader: reader.truth(row)),
            salary=self._salary(row),
            salary_text=self._line("salary_text", row),
            posted_at=self._moment("posted_at", row, now),
            valid_through=self._moment("valid_through", row, now),
            employment=self._line("employment", row),
            description=without_contacts(self._text("description", row)),
            language=self._line("language", row),
        )

    def _document(self, row: Row, now: datetime, address: str) -> Document:
        title, text = self._needed("title", row), without_contacts(self._text("text", row))
        if not text:
            raise Changed("its `text` is empty")
        published_at = self._moment("published_at", row, now)
        url = self._line("url", row) or address
        stable = published_at.isoformat() if published_at else ""
        return Document(
            external_id=self._external_id(row, url, title, stable),
            title=title,
            text=text,
            url=url,
            published_at=published_at,
        )

    def _observation(self, row: Row, now: datetime, _address: str) -> Observation:
        value = self._number("value", row)
        if value is None:
            raise Changed("its `value` is empty")
        return Observation(
            subject=self._needed("subject", row),
            metric=self._needed("metric", row),
            at=self._moment("at", row, now) or now,
            value=value,
        )

    def _external_id(self, row: Row, url: str, *stable: str) -> str:
        """The declared id, else the address, else a digest of what seldom changes."""
        if self._id is None:
            return url or digest(*stable)
        said = self._id.line(row)
        if not said:
            raise Changed("its `id` is empty")
        return said

    def _salary(self, row: Row) -> Salary | None:
        low, high = self._number("salary_min", row), self._number("salary_max", row)
        currency = self._line("currency", row).upper()
        if not currency or (low is None and high is None):
            return None
        period = self._line("period", row) or "month"
        return Salary(min=low, max=high, currency=currency, period=period)

    def _needed(self, name: str, row: Row) -> str:
        said = self._line(name, row)
        if not said:
            raise Changed(f"its `{name}` is empty")
        return said

    def _line(self, name: str, row: Row) -> str:
        return self._read(name, lambda reader: reader.line(row)) or ""

    def _lines(self, name: str, row: Row) -> tuple[str, ...]:
        return self._read(name, lambda reader: reader.lines(row)) or ()

    def _text(self, name: str, row: Row) -> str:
        return self._read(name, lambda reader: reader.paragraphs(row)) or ""

    def _number(self, name: str, row: Row) -> float | None:
        return self._read(name, lambda reader: reader.number(row))

    def _moment(self, name: str, row: Row, now: datetime) -> datetime | None:
        return self._read(name, lambda reader: reader.moment(row, now))

    def _read(self, name: str, how: Callable[[FieldReader], _Field]) -> _Field | None:
        reader = self._readers.get(name)
        return how(reader) if reader else None


def _taken(records: dict[str, Record], record: Record) -> None:
    """Rows with one id and other content are not told apart: the id is no id."""
    if isinstance(record, Observation):
        key = digest(record.subject, record.metric, record.at.isoformat())
    else:
        key = record.external_id
    if records.setdefault(key, record) != record:
        raise Changed(f"another row has the same id, {key[:60]!r}")


def _of(yields: str, records: tuple[Record, ...]) -> Parsed:
    outcome = Outcome.OK if records else Outcome.EMPTY
    if yields == "postings":
        postings = tuple(each for each in records if isinstance(each, Posting))
        ids = tuple(each.external_id for each in postings)
        return Parsed(outcome=outcome, postings=postings, sightings=ids)
    if yields == "documents":
        documents = tuple(each for each in records if isinstance(each, Document))
        return Parsed(outcome=outcome, documents=documents)
    observations = tuple(each for each in records if isinstance(each, Observation))
    return Parsed(outcome=outcome, observations=observations)
