"""The press as feeds: RSS, Atom, and the Atom of a video platform."""

from collections.abc import Sequence
from email.utils import format_datetime
from typing import Final

from demo.boards.answer import escaped
from demo.press import Article

_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_UNDATED_EVERY: Final = 7


def rss(found: Sequence[Article], base: str) -> bytes:
    items = "".join(
        f"<item><title>{escaped(each.title)}</title><link>{url(each, base)}</link>"
        f'<guid isPermaLink="false">article-{each.number}</guid>{_published(each)}'
        f"<description>{escaped(each.paragraphs[0])}</description>"
        f"<content:encoded><![CDATA[{_html(each)}]]></content:encoded></item>"
        for each in found
    )
    return (
        f'{_HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Вісник праці</title><link>{base}/</link>"
        f"<description>Про роботу</description>{items}</channel></rss>"
    ).encode()


def atom(found: Sequence[Article], base: str) -> bytes:
    entries = "".join(
        f"<entry><id>tag:press.example,2024:{each.number}</id><title>{escaped(each.title)}</title>"
        f'<link rel="alternate" href="{url(each, base)}"/>'
        f"<published>{each.published_at.isoformat()}</published>"
        f"<updated>{each.published_at.isoformat()}</updated>"
        f'<content type="html">{escaped(_html(each))}</content></entry>'
        for each in found
    )
    return (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:press.example,2024:feed</id>'
        f'<title>Вісник праці</title><link rel="self" href="{base}/feed.atom"/>'
        f"{entries}</feed>"
    ).encode()


def videos(found: Sequence[Article], base: str) -> bytes:
    entries = "".join(
        f"<entry><id>yt:video:v{each.number:010d}</id><yt:videoId>v{each.number:010d}</yt:videoId>"
        f"<yt:channelId>UCdemo</yt:channelId><title>{escaped(each.title)}</title>"
        f'<link rel="alternate" href="{base}/watch?v=v{each.number:010d}"/>'
        f"<published>{each.published_at.isoformat()}</published>"
        f"<media:group><media:title>{escaped(each.title)}</media:title>"
        f"<media:description>{escaped(each.text)}</media:description><media:community>"
        f'<media:starRating count="{each.number * 3}" average="4.80" min="1" max="5"/>'
        f'<media:statistics views="{views(each)}"/></media:community></media:group></entry>'
        for each in found
    )
    return (
        f'{_HEAD}<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Вісник праці: відео</title><yt:channelId>UCdemo</yt:channelId>{entries}</feed>"
    ).encode()


def views(article: Article) -> int:
    return article.number * 137 % 9_000 + 100


def url(article: Article, base: str) -> str:
    return f"{base}/articles/{article.slug}/"


def _published(article: Article) -> str:
    if article.number % _UNDATED_EVERY == 0:
        return ""
    return f"<pubDate>{format_datetime(article.published_at)}</pubDate>"


def _html(article: Article) -> str:
    return "".join(f"<p>{escaped(each)}</p>" for each in article.paragraphs)
