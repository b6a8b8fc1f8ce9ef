"""What each site has to give at a moment: to compare, record by record, with what was collected."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from demo import press
from demo.ads import ROBOTA, WORK_UA, Ad
from demo.boards import careers, djinni, dou, dou_pages, feeds, grc_items, indeed, robota, work_ua
from demo.boards.services import SERVICES
from demo.elsewhere import CAREERS, DJINNI, DOU, GRC, INDEED
from demo.films import ratings
from demo.world import World


class Record(Struct, frozen=True, kw_only=True):
    """An open ad as its board tells it; the description without a board's markup."""

    external_id: str
    path: str
    """Of its page."""
    title: str
    company: str
    places: tuple[str, ...]
    remote: bool
    min: int | None = None
    max: int | None = None
    currency: str = ""
    part_time: bool
    posted_at: datetime
    language: str
    description: str


class Article(Struct, frozen=True, kw_only=True):
    path: str
    title: str
    text: str
    published_at: datetime


class Number(Struct, frozen=True, kw_only=True):
    subject: str
    metric: str
    at: datetime
    value: float


class Offered(Struct, frozen=True, kw_only=True):
    """All that a site shows now."""

    postings: list[Record] = []
    documents: list[Article] = []
    observations: list[Number] = []


_PATHS: Final[dict[str, Callable[[Ad, str], str]]] = {
    WORK_UA: work_ua.url,
    ROBOTA: robota.url,
    DOU: dou.url,
    GRC: grc_items.url,
    INDEED: indeed.url,
    DJINNI: djinni.url,
    CAREERS: careers.url,
}


def offered(world: World, site: str, now: datetime) -> Offered:
    written = press.published(world.seed, world.end, now)
    if site == SERVICES:
        found = [_article(each, feeds.url(each, "")) for each in written]
        return Offered(documents=found, observations=_numbers(world, now))
    postings = [_record(world, ad) for ad in world.open_at(site, now)]
    news = written[: careers.ARTICLES] if site == CAREERS else []
    documents = [_article(each, careers.news_path(each)) for each in news]
    return Offered(postings=postings, documents=documents)


def _record(world: World, ad: Ad) -> Record:
    text, job, offer = world.text(ad), ad.job, ad.offer
    return Record(
        external_id=ad.external_id,
        path=_PATHS[ad.board](ad, ""),
        title=text.title,
        company=dou_pages.company(ad) if ad.board == DOU else job.company.name,
        places=_places(ad),
        remote=job.remote,
        min=offer.low if offer else None,
        max=_most(ad),
        currency=offer.currency if offer else "",
        part_time=job.part_time,
        posted_at=ad.posted_at,
        language=job.language,
        description=text.description,
    )


def _most(ad: Ad) -> int | None:
    """The board in HeadHunter's shape writes a single sum as "from" it."""
    if ad.offer is None or (ad.board == GRC and ad.offer.low == ad.offer.high):
        return None
    return ad.offer.high


def _places(ad: Ad) -> tuple[str, ...]:
    """Of a remote job, no board but the one in HeadHunter's shape names its city."""
    if ad.board == DJINNI:
        return djinni.cities(ad)
    if ad.job.remote and ad.board != GRC:
        return ()
    return dou_pages.cities(ad) if ad.board == DOU else (ad.job.city,)


def _article(each: press.Article, path: str) -> Article:
    return Article(path=path, title=each.title, text=each.text, published_at=each.published_at)


def _numbers(world: World, now: datetime) -> list[Number]:
    return [
        Number(subject=each.film.name_uk, metric=metric, at=each.at, value=value)
        for each in ratings(world.seed, world.end, now)
        for metric, value in (("rating", each.rating), ("votes", float(each.votes)))
    ]
