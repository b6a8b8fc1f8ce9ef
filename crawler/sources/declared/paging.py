"""Where a listing goes on and where it ends (pure)."""

import re
from typing import Final

from contracts.declared import Paging
from contracts.records import Page
from crawler.reading.refusals import Changed
from crawler.sources.declared.asker import State
from crawler.sources.declared.rows import Row

SHOWN: Final = ".shown"
"""Rows of the pages before, noted in a request."""
_LINK: Final = re.compile(r'<([^>]{1,2000})>\s*;[^,]{0,200}?\brel="?next"?', re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9]{1,12}")
_NO: Final = frozenset({"", "0", "false", "no", "null"})


class Onward:
    """The next page: by an address of its own, or by the filling of the template."""

    def __init__(self, *, url: str = "", state: State | None = None) -> None:
        self.url = url
        self.state = state


class Pager:
    def __init__(self, paging: Paging, used: set[str]) -> None:
        """`used`: the placeholders of the address and of the body."""
        self._paging = paging
        self._used = used

    def first(self, state: State) -> State:
        begin = {"page": str(self._paging.first), "offset": "0", "cursor": ""}
        return {**state, **{name: begin[name] for name in begin if name in self._used}}

    def after(self, page: Page, whole: Row, count: int, state: State) -> Onward | None:
        """Say what follows a page of so many rows; None at the end. Changed when it must not be."""
        paging = self._paging
        if paging.next:
            return _by_address(_text(whole, paging.next) or "", page.url)
        if paging.link_header:
            found = _LINK.search(page.headers.get("link", ""))
            return _by_address(found[1] if found else "", page.url)
        if "cursor" in self._used:
            return _by_cursor(_text(whole, paging.cursor) or "", self.first(state) | state)
        if not self._used & {"page", "offset"}:
            return None
        return self._by_number(whole, count, self.first(state) | state)

    def _by_number(self, whole: Row, count: int, state: State) -> Onward | None:
        number = int(state.get("page", "1"))
        shown = int(state.get(SHOWN, "0")) + count
        more = self._more(whole, count, shown, number)
        if not more:
            return None
        if count == 0:
            raise Changed(f"no rows on this page, and yet {more}")
        step = {"page": str(number + 1), "offset": str(shown)}
        following = {name: value for name, value in step.items() if name in self._used}
        return Onward(state={**state, **following, SHOWN: str(shown)})

    def _more(self, whole: Row, count: int, shown: int, number: int) -> str:
        """Say why there is more; "" when there is not."""
        paging = self._paging
        if paging.total:
            total = _whole(whole, paging.total)
            return f"{total} are stated and {shown} were shown" if total > shown else ""
        if paging.pages:
            pages = _whole(whole, paging.pages)
            return f"{pages} pages are stated" if pages > number + 1 - paging.first else ""
        if paging.more:
            said = _text(whole, paging.more)
            if said is None:
                raise Changed(f"no `{paging.more}` (paging.more)")
            return "" if said.strip().lower() in _NO else "there is more, it says"
        return "a full page" if count and count >= paging.size else ""


def _by_address(link: str, url: str) -> Onward | None:
    if link.strip() == url:
        raise Changed("the next page is this page")
    return Onward(url=link.strip()) if link.strip() else None


def _by_cursor(cursor: str, state: State) -> Onward | None:
    if cursor and cursor == state["cursor"]:
        raise Changed("the cursor of the next page is this page's")
    return Onward(state={**state, "cursor": cursor}) if cursor else None


def _text(whole: Row, path: str) -> str | None:
    found = whole.texts(path)
    return None if found is None else next(iter(found), "")


def _whole(whole: Row, path: str) -> int:
    """A count, as `1 234 vacancies` also tells it."""
    found = _NUMBER.search(re.sub(r"(?<=\d)[\s,.](?=\d{3})", "", _text(whole, path) or ""))
    if found is None:
        raise Changed(f"no number at `{path}` (paging)")
    return int(found[0])
