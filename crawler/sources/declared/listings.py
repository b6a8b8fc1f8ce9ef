"""A listing of pages, each with rows: of feeds, JSON, XML and HTML."""

from contracts.declared import Html, Json, Paging, Rss, Xml
from contracts.frontier import Request
from contracts.records import Page
from crawler.reading.refusals import Changed
from crawler.sources.declared import templates
from crawler.sources.declared.asker import Asker, State, state_of
from crawler.sources.declared.files import whole_file
from crawler.sources.declared.formats import Format
from crawler.sources.declared.paging import Onward, Pager
from crawler.sources.declared.rows import Reading


class Listing:
    def __init__(
        self, declared: Rss | Json | Xml | Html, paging: Paging | None, asker: Asker, read: Format
    ) -> None:
        self._url = declared.url
        self._headers = declared.headers
        self._method = declared.method if isinstance(declared, Json) else "GET"
        self._body = declared.body if isinstance(declared, Json) else None
        self._asker = asker
        self._format = read
        self._pager = Pager(paging or Paging(), self.used())

    def used(self) -> set[str]:
        return templates.names_in([self._url, self._body])

    def first(self, state: State) -> Request:
        return self._asked(self._pager.first(state))

    def read(self, page: Page) -> Reading:
        whole_file(page)
        whole, rows = self._format.cut(page)
        try:
            onward = self._pager.after(page, whole, len(rows), state_of(page))
            follow = () if onward is None else (self._next(page, onward),)
        except Changed as fault:
            return Reading(rows, missed=str(fault))
        return Reading(rows, follow)

    def _next(self, page: Page, onward: Onward) -> Request:
        if onward.state is not None:
            return self._asked(onward.state)
        return self._asked(state_of(page), self._asker.onward(page, onward.url))

    def _asked(self, state: State, url: str = "") -> Request:
        return self._asker.page(
            url or templates.address(self._url, state),
            state,
            method=self._method,
            headers=self._headers,
            body=None if self._body is None else templates.structure(self._body, state),
        )
