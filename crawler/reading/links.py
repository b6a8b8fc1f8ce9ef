"""Links of a page, canonical and of its own site: the hot path of a crawl (pure)."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import host_of
from crawler.reading.addresses import absolute, parts_of

LONGEST: Final = 2_083
_PORTS: Final = {"http": ":80", "https": ":443"}
_TRACKS: Final = ("utm_", "fbclid=", "gclid=", "yclid=", "mc_cid=", "mc_eid=")
_PLAIN: Final = re.compile(
    r"/(?:[\w~!$&'()*+,;=:@%-]{1,99}/){0,9}[\w~!$&'()*+,;=:@%-]{0,99}", re.ASCII
)
"""A path that is as it should be: most links of most sites."""
_FILES: Final = frozenset(
    (  # noqa: SIM905 - a list of words
        "7z avi bmp bz2 css csv doc docx eot epub exe gif gz ico iso jpeg jpg js json m4a m4v mov"
        " mp3 mp4 mpeg ogg otf pdf png ppt pptx rar rss svg tar tgz tif tiff ttf wav webm webp"
        " wmv woff woff2 xls xlsx xml zip"
    ).split()
)


def same_site(url: str, site: str) -> bool:
    """Hosts that differ in `www.` alone are one site."""
    if parts_of(url).scheme not in _PORTS:
        return False
    return host_of(url).removeprefix("www.") == site.removeprefix("www.")


def canonical(url: str) -> str:
    """Without the fragment, the default port, and what only counts visitors; "" for no address."""
    parts = parts_of(url)
    if parts.scheme not in _PORTS or not parts.netloc or len(url) > LONGEST:
        return ""
    host = parts.netloc.lower().removesuffix(_PORTS[parts.scheme])
    query = parts.query
    if query and any(sign in query for sign in _TRACKS):
        query = "&".join(each for each in query.split("&") if not each.startswith(_TRACKS))
    return parts._replace(netloc=host, path=parts.path or "/", query=query, fragment="").geturl()


def links(tree: LexborHTMLParser, url: str, site: str) -> list[str]:
    """Pages of the same site that a page links to and lets be followed, each once, in order."""
    base = _base(tree, url)
    origin = _origin(base, site)
    found: dict[str, None] = {}
    for anchor in tree.css("a[href]"):
        given = anchor.attributes
        href = (given["href"] or "").strip()
        if not href or href[0] == "#" or "nofollow" in (given.get("rel") or ""):
            continue
        if origin and _PLAIN.fullmatch(href):
            target = origin + href
        else:
            target = canonical(absolute(base, href))
            if not same_site(target, site):
                continue
        if target not in found and not _is_file(target):
            found[target] = None
    return list(found)


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return url if node is None else absolute(url, node.attributes["href"] or "") or url


def _origin(url: str, site: str) -> str:
    """What a plain path stands behind; "" where that is another site's."""
    plain = canonical(url)
    return "/".join(plain.split("/", 3)[:3]) if same_site(plain, site) else ""


def _is_file(url: str) -> bool:
    name = url.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() in _FILES if "." in name else False
