"""One good page of each kind that a source reads, for tests of what may become of it."""

from collections.abc import Iterator

from msgspec import Struct

from contracts.frontier import Request, Role
from contracts.records import Parsed
from crawler.source import Source
from crawler.sources.dou import Dou
from crawler.sources.robota import Robota
from crawler.sources.work_ua import WorkUa
from tests.unit.crawler import mutations
from tests.unit.crawler.dou_pages import (
    DOU,
    a_dou_card,
    a_dou_list,
    a_dou_vacancy,
    a_feed,
    an_item,
)
from tests.unit.crawler.pages import (
    ROBOTA,
    WORK,
    a_card,
    a_document,
    a_list,
    a_page,
    a_vacancy,
    as_json,
)


class Shape(Struct, frozen=True, kw_only=True):
    name: str
    source: Source
    url: str
    body: bytes
    role: Role = Role.DETAIL
    request: Request | None = None
    cards: str = ""
    """HTML only: a selector of what may stand in any order."""

    def read(self, body: bytes) -> Parsed:
        asked = self.request or Request(url=self.url, source=self.source.name, role=self.role)
        return self.source.parse(a_page(self.url, body, request=asked))

    def mutants(self) -> Iterator[mutations.Mutant]:
        if self.body.startswith((b"{", b"[")):
            return mutations.of_json(self.body)
        if self.body.startswith(b"<?xml"):
            return mutations.of_xml(self.body)
        return mutations.of_html(self.body, self.cards)


SHAPES = [
    Shape(
        name="work_ua-list",
        source=WorkUa(WORK),
        url=f"{WORK}/jobs/?page=1",
        role=Role.LISTING,
        body=a_list(a_card(1), a_card(2), a_card(3), pages=(1, 2)).encode(),
        cards="div.job-link",
    ),
    Shape(
        name="work_ua-vacancy",
        source=WorkUa(WORK),
        url=f"{WORK}/jobs/7/",
        body=a_vacancy(text="<p>Пишемо <b>Python</b></p><ul><li>SQL</li></ul>").encode(),
    ),
    Shape(
        name="robota-search",
        source=Robota(ROBOTA),
        url=f"{ROBOTA}/vacancy/search?page=0&count=2",
        role=Role.LISTING,
        body=as_json({"documents": [a_document(1), a_document(2, salaryFrom=9000)], "total": 5}),
    ),
    Shape(
        name="robota-vacancy",
        source=Robota(ROBOTA),
        url=f"{ROBOTA}/vacancy?id=7",
        body=as_json(a_document(7, salaryFrom=30000, salaryTo=45000)),
    ),
    Shape(
        name="dou-list",
        source=Dou(DOU),
        url=f"{DOU}/vacancies/?search=data",
        role=Role.LISTING,
        body=a_dou_list(
            a_dou_card(1, hot=True, date=""),
            a_dou_card(1),
            a_dou_card(2, salary="", cities="Львів"),
            a_dou_card(3, cities=""),
            total=60,
            more=True,
        ).encode(),
        cards="li.l-vacancy",
    ),
    Shape(
        name="dou-piece",
        source=Dou(DOU),
        url=f"{DOU}/vacancies/xhr-load/?search=data",
        role=Role.LISTING,
        request=Request(
            url=f"{DOU}/vacancies/xhr-load/?search=data",
            source="dou",
            role=Role.LISTING,
            method="POST",
            body=b"csrfmiddlewaretoken=t0ken&count=20",
        ),
        body=as_json({"html": a_dou_card(1) + a_dou_card(2), "last": False, "num": 2}),
    ),
    Shape(
        name="dou-vacancy",
        source=Dou(DOU),
        url=f"{DOU}/companies/acme/vacancies/7/",
        body=a_dou_vacancy().encode(),
    ),
    Shape(
        name="dou-feed",
        source=Dou(DOU),
        url=f"{DOU}/vacancies/feeds/",
        role=Role.LISTING,
        body=a_feed(an_item(1), an_item(2, date="")).encode(),
    ),
]
