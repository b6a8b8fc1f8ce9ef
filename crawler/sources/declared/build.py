"""The connector of a declaration, with the fields that it knows by itself."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from contracts.declared import CONNECTORS, DeclaredSource, Field, SourceSpec
from crawler.sources.declared import feeds, mail, telegram
from crawler.sources.declared.asker import Asker
from crawler.sources.declared.connector import Connector
from crawler.sources.declared.fields import FieldReader
from crawler.sources.declared.files import Lines
from crawler.sources.declared.formats import FeedFormat, HtmlFormat, JsonFormat, XmlFormat
from crawler.sources.declared.keyed import Keyed, MongoDialect, SparqlDialect, SqlDialect
from crawler.sources.declared.listings import Listing
from crawler.sources.declared.own_pages import OwnPages
from crawler.sources.declared.records import Mapper

LATEST: Final = frozenset({"rss", "telegram", "mail"})
"""They show what is new, so what is no longer there has not closed."""
_Fields = Mapping[str, str | Field]


class Built(Struct, frozen=True):
    """All that reading a declared source takes."""

    connector: Connector
    mapper: Mapper
    own_pages: OwnPages | None
    """Where a row has a page of its own, which `mapper` reads."""


def connector_name(spec: SourceSpec) -> str:
    """The one block that is given; "" when there is none."""
    return next((name for name in CONNECTORS if getattr(spec, name) is not None), "")


def shows_latest(spec: SourceSpec) -> bool:
    return (spec.shows == "latest") if spec.shows else connector_name(spec) in LATEST


def build(declared: DeclaredSource) -> Built:
    spec = declared.spec
    name = connector_name(spec)
    asker = Asker(declared, getattr(spec, name).url, latest=shows_latest(spec))
    own, identity = _own(name, spec)
    fields, identity = {**own, **spec.fields}, spec.id or identity
    connector = _connector(spec, asker, fields)
    followed = spec.html or spec.json
    if followed is None or not followed.follow:
        return Built(connector, Mapper(spec.yields, fields, identity), None)
    mapper = Mapper(spec.yields, fields, "")
    return Built(connector, mapper, OwnPages(followed, identity, asker, mapper))


def _own(name: str, spec: SourceSpec) -> tuple[_Fields, str | Field]:
    """The fields and the id that a connector knows without being told."""
    known: dict[str, tuple[Mapping[str, _Fields], str | Field]] = {
        "rss": (feeds.DEFAULTS, feeds.IDENTITY),
        "telegram": (telegram.FIELDS, telegram.IDENTITY),
        "mail": (mail.FIELDS, mail.IDENTITY),
    }
    if name in known:
        fields, identity = known[name]
        return fields[spec.yields], identity
    keyed = spec.sql or spec.mongo or spec.sparql
    return {}, keyed.key if keyed else ""


def _connector(spec: SourceSpec, asker: Asker, fields: _Fields) -> Connector:
    listing = _listing(spec, asker)
    if listing:
        return listing
    if spec.csv:
        return Lines(spec.csv, asker, _columns({**fields, **({"id": spec.id} if spec.id else {})}))
    if spec.jsonl:
        return Lines(spec.jsonl, asker)
    if spec.telegram:
        return telegram.TelegramExport(spec.telegram, asker)
    if spec.mail:
        return mail.Mailbox(spec.mail, asker)
    return Keyed(_dialect(spec), asker)


def _listing(spec: SourceSpec, asker: Asker) -> Listing | None:
    if spec.rss:
        return Listing(spec.rss, None, asker, FeedFormat())
    if spec.json:
        return Listing(spec.json, spec.json.paging, asker, JsonFormat(spec.json))
    if spec.xml:
        return Listing(spec.xml, spec.xml.paging, asker, XmlFormat(spec.xml))
    if spec.html:
        return Listing(spec.html, spec.html.paging, asker, HtmlFormat(spec.html))
    return None


def _dialect(spec: SourceSpec) -> SqlDialect | MongoDialect | SparqlDialect:
    if spec.sql:
        return SqlDialect(spec.sql)
    if spec.mongo:
        return MongoDialect(spec.mongo)
    if spec.sparql:
        return SparqlDialect(spec.sparql)
    raise AssertionError("a declaration without a connector is refused when it is read")


def _columns(fields: _Fields) -> tuple[str, ...]:
    """Columns that a heading must have: those of the fields that may not be missing."""
    readers = [FieldReader(name, field) for name, field in fields.items()]
    alone = [each for each in readers if len(each.paths) == 1 and not each.field.optional]
    return tuple(path for each in alone for path in each.paths)
