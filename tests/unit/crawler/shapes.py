"""One good page of each kind that a source reads, for tests of what may become of it."""

from collections.abc import Iterator

from msgspec import Struct

from contracts.frontier import Request, Role
from contracts.records import Parsed
from crawler.source import Source
from crawler.sources.djinni import Djinni
from crawler.sources.dou import Dou
from crawler.sources.grc import Grc
from crawler.sources.indeed import Indeed
from crawler.sources.jsonld import JsonLd
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
from tests.unit.crawler.grc_pages import (
    GRC,
    a_hooked_vacancy,
    a_saved_vacancy,
    a_search,
    a_serp,
    a_serp_card,
    a_whole_item,
)
from tests.unit.crawler.grc_pages import an_item as a_grc_item
from tests.unit.crawler.indeed_pages import (
    INDEED,
    a_beacon,
    a_result,
    a_search_page,
    a_view,
    an_alert_html,
    an_alert_row,
    the_data,
)
from tests.unit.crawler.jsonld_pages import (
    DJINNI,
    SITE,
    a_djinni_card,
    a_djinni_job,
    a_djinni_list,
    a_djinni_vacancy,
    a_job,
    a_site,
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

    silent: str = ""
    """Pattern of mutants that are honest pages: they just do not say what they need not say."""

    def read(self, body: bytes) -> Parsed:
        asked = self.request or Request(url=self.url, source=self.source.name, role=self.role)
        return self.source.parse(a_page(self.url, body, request=asked))

    def mutants(self) -> Iterator[mutations.Mutant]:
        if self.body.startswith((b"{", b"[")):
            return mutations.of_json(self.body)
        if self.body.startswith(b"<?xml"):
            return mutations.of_xml(self.body)
        return mutations.of_html(self.body, self.cards)


UNSAID = (
    "(datePosted|validThrough|employmentType|baseSalary|jobLocation|addressLocality|minValue|maxValue)"
    " dropped|every url dropped"
)
UNSAID_BY_HH = (
    r"(employment|employment\.name|schedule|gross) (dropped|renamed|wrapped)"
    r"|(snippet|salary) dropped"
)
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
    Shape(
        name="djinni-list",
        source=Djinni(DJINNI),
        url=f"{DJINNI}/jobs/?primary_keyword=Python&page=1",
        role=Role.LISTING,
        silent=r"(validThrough|datePosted|jobLocation|addressLocality) dropped",
        body=a_djinni_list(
            a_djinni_card(1),
            a_djinni_card(2, salary="$$$", place="Україна, Львів"),
            jobs=[a_djinni_job(1), a_djinni_job(2, baseSalary=None)],
            pages=(1, 2),
        ).encode(),
        cards="div.job-item",
    ),
    Shape(
        name="djinni-vacancy",
        source=Djinni(DJINNI),
        url=f"{DJINNI}/jobs/7-data-engineer/",
        silent=r"(validThrough|datePosted|jobLocation|addressLocality) dropped",
        body=a_djinni_vacancy(a_djinni_job(7)).encode(),
    ),
    Shape(
        name="jsonld-vacancy",
        source=JsonLd(),
        url=f"{SITE}/jobs/data-engineer-7",
        silent=UNSAID,
        body=a_site(a_job(7), body="<h1>Data Engineer</h1><p>Python</p>").encode(),
    ),
    Shape(
        name="jsonld-list",
        source=JsonLd(),
        url=f"{SITE}/careers",
        role=Role.LISTING,
        silent=UNSAID,
        body=a_site({"@graph": [a_job(7), a_job(8)]}, body="<h1>Jobs</h1>").encode(),
    ),
    Shape(
        name="grc-search",
        source=Grc(GRC, "token"),
        url=f"{GRC}/vacancies?text=data&page=0",
        role=Role.LISTING,
        silent=UNSAID_BY_HH,
        body=as_json(a_search(a_grc_item(1), a_grc_item(2, salary=None))),
    ),
    Shape(
        name="grc-vacancy",
        source=Grc(GRC, "token"),
        url=f"{GRC}/vacancies/7",
        silent=UNSAID_BY_HH,
        body=as_json(a_whole_item(7)),
    ),
    Shape(
        name="grc-saved-list",
        source=Grc(GRC),
        url=f"{GRC}/search/vacancy",
        role=Role.LISTING,
        body=a_serp(a_serp_card(1), a_serp_card(2, pay="")).encode(),
        cards="div.card",
    ),
    Shape(
        name="grc-saved-vacancy",
        source=Grc(GRC),
        url=f"{GRC}/vacancy/7",
        silent=UNSAID,
        body=a_saved_vacancy(7).encode(),
    ),
    *(
        Shape(
            name=f"grc-hooked-vacancy{'-newer' * newer}",
            source=Grc(GRC),
            url=f"{GRC}/vacancy/7",
            body=a_hooked_vacancy(7, newer=newer).encode(),
        )
        for newer in (False, True)
    ),
    Shape(
        name="indeed-search",
        source=Indeed(INDEED),
        url=f"{INDEED}/jobs?q=data&start=0",
        role=Role.LISTING,
        silent=r"(remoteLocation|pubDate|snippet) (dropped|renamed)",
        body=a_search_page(
            a_beacon("aaaa1111"),
            a_beacon("bbbb2222"),
            data=the_data(a_result("aaaa1111"), a_result("bbbb2222")),
        ).encode(),
        cards="div.job_seen_beacon",
    ),
    Shape(
        name="indeed-cards",
        source=Indeed(INDEED),
        url=f"{INDEED}/jobs?q=data&start=0",
        role=Role.LISTING,
        body=a_search_page(a_beacon("aaaa1111"), a_beacon("bbbb2222", pay="")).encode(),
        cards="div.job_seen_beacon",
    ),
    Shape(
        name="indeed-vacancy",
        source=Indeed(INDEED),
        url=f"{INDEED}/viewjob?jk=aaaa1111",
        body=a_view().encode(),
    ),
    Shape(
        name="indeed-alert",
        source=Indeed(INDEED),
        url=INDEED,
        role=Role.LISTING,
        body=an_alert_html(an_alert_row("aaaa1111"), an_alert_row("bbbb2222", pay="")).encode(),
    ),
]
