"""Rows of the services, and the forms they can be downloaded in."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from demo.boards.answer import escaped
from demo.films import Rating
from demo.press import Article

Row = dict[str, Any]


def article(each: Article, base: str) -> Row:
    return {
        "id": each.number,
        "headline": each.title,
        "body_html": "".join(f"<p>{escaped(line)}</p>" for line in each.paragraphs),
        "language": each.language.value,
        "profession": each.profession,
        "url": f"{base}/articles/{each.slug}/",
        "published": each.published_at.isoformat(),
    }


def post(each: Article) -> Row:
    return {
        "id": f"{each.number:x}",
        "name": f"t3_{each.number:x}",
        "title": each.title,
        "selftext": each.text,
        "created_utc": each.published_at.timestamp(),
        "permalink": f"/r/jobs/comments/{each.number:x}/",
        "score": each.number * 31 % 500,
        "num_comments": each.number * 7 % 90,
        "subreddit": "jobs",
    }


def rating(each: Rating) -> Row:
    return {
        "film": each.film.id,
        "name": each.film.name_uk,
        "date": each.at.date().isoformat(),
        "rating": each.rating,
        "votes": each.votes,
    }


def written(form: str, what: str, rows: Sequence[Row]) -> bytes:
    if form == "csv":
        return _csv(rows)
    if form == "jsonl":
        return msgspec.json.Encoder().encode_lines(rows)
    if form == "json":
        return msgspec.json.encode({what: rows})
    return _xml(what, rows)


def _csv(rows: Sequence[Row]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, rows[0] if rows else ())
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def _xml(what: str, rows: Sequence[Row]) -> bytes:
    name = what.removesuffix("s")
    inner = "".join(
        f"<{name}>{''.join(f'<{key}>{escaped(str(told))}</{key}>' for key, told in row.items())}"
        f"</{name}>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{what}>{inner}</{what}>'.encode()
