"""Rows that have a page of their own: the listing tells where, and that page has the fields."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from contracts.declared import Field, Html, Json
from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed
from crawler.reading.refusals import Changed
from crawler.sources.declared.asker import Asker, state_of
from crawler.sources.declared.fields import FieldReader
from crawler.sources.declared.formats import HtmlFormat, JsonFormat
from crawler.sources.declared.records import Mapper
from crawler.sources.declared.rows import Row

_ID: Final = ".id"
"""The record's id, noted for its own page."""


class OwnPages:
    def __init__(
        self, declared: Html | Json, identity: str | Field, asker: Asker, mapper: Mapper
    ) -> None:
        """`identity` stands in the listing's row; `mapper` reads the page without one."""
        self._id = FieldReader("id", identity) if identity else None
        self._link = FieldReader("follow", declared.follow)
        self._headers = declared.headers
        self._format = HtmlFormat(declared) if isinstance(declared, Html) else JsonFormat(declared)
        self._asker = asker
        self._mapper = mapper

    def listed(self, page: Page, rows: list[Row]) -> Parsed:
        """What a listing shows: ids, and where the records themselves stand."""
        found: dict[str, Request] = {}
        faults = []
        for number, row in enumerate(rows, start=1):
            try:
                identity, request = self._told(page, row)
                found.setdefault(identity, request)
            except Changed as fault:
                faults.append(f"row {number}: {fault}")
        return Parsed(
            outcome=Outcome.CHANGED if faults else Outcome.OK if found else Outcome.EMPTY,
            sightings=tuple(found),
            follow=tuple(found.values()),
            reason="; ".join(faults[:3]),
        )

    def read(self, page: Page, now: datetime) -> Parsed:
        """A record's own page."""
        parsed = self._mapper.parsed([self._format.whole(page)], now, page.url.partition("#")[0])
        known = state_of(page).get(_ID, "")
        if not known:
            return parsed
        return replace(
            parsed,
            sightings=(),
            postings=tuple(replace(each, external_id=known) for each in parsed.postings),
            documents=tuple(replace(each, external_id=known) for each in parsed.documents),
        )

    def _told(self, page: Page, row: Row) -> tuple[str, Request]:
        url = self._asker.onward(page, self._link.line(row))
        identity = self._id.line(row) if self._id else url
        if not identity:
            raise Changed("its `id` is empty")
        state = {_ID: identity}
        return identity, self._asker.page(url, state, headers=self._headers, role=Role.DETAIL)
