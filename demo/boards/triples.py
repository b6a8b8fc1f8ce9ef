"""The films as triples."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from demo.films import Rating, films, ratings

BASE: Final = "http://films.example/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
KNOWN: Final = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": XSD,
    "dbo": "http://dbpedia.org/ontology/",
    "film": BASE,
}
"""Prefixes that need no declaration."""


class Term(Struct, frozen=True, omit_defaults=True, rename={"lang": "xml:lang"}):
    """As SPARQL's JSON writes it."""

    type: str
    value: str
    datatype: str = ""
    lang: str = ""


Triple = tuple[Term, Term, Term]


def uri(value: str) -> Term:
    return Term("uri", value)


def typed(value: object, kind: str) -> Term:
    return Term("literal", str(value), datatype=f"{XSD}{kind}")


def facts(seed: int, end: datetime, now: datetime) -> tuple[Triple, ...]:
    """What is told of each film, with its latest rating."""
    latest = {each.film.id: each for each in ratings(seed, end, now)}
    return tuple(
        triple for film in films() if film.id in latest for triple in _told(latest[film.id])
    )


def _told(rating: Rating) -> Iterator[Triple]:
    film = rating.film
    subject, rdf = uri(f"{BASE}{film.id}"), KNOWN["rdf"]
    label = uri(f"{KNOWN['rdfs']}label")
    yield subject, uri(f"{rdf}type"), uri("http://dbpedia.org/ontology/Film")
    yield subject, label, Term("literal", film.name_uk, lang="uk")
    yield subject, label, Term("literal", film.name_en, lang="en")
    yield subject, uri(f"{BASE}year"), typed(film.year, "integer")
    yield subject, uri(f"{BASE}rating"), typed(rating.rating, "decimal")
    yield subject, uri(f"{BASE}votes"), typed(rating.votes, "integer")
    yield subject, uri(f"{BASE}ratedOn"), typed(rating.at.date().isoformat(), "date")
