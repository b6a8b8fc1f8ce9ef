"""A source that a user declares in YAML: where it is, how it is read, and what its rows mean."""

from typing import Any, Final, Literal

import msgspec
from msgspec import Struct, field

from contracts.errors import Permanent
from contracts.subjects import Metadata

Value = str | int | float | bool | None


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Where one of our fields is found in a row, and how its text is read."""

    from_: str | tuple[str, ...] = field(default=(), name="from")
    """A path, selector or column; of several, the first that says something."""
    value: str = ""
    """Instead of `from`: the same for every row."""
    template: str = ""
    """The text with `{}` replaced by what was found: https://jobs.test/{}."""
    strip: str = ""
    """Characters to take away at both ends; spaces always go."""
    split: str = ""
    """What stands between the parts of a list."""
    date: str = ""
    """How a moment is written, as strptime has it; "": ISO, RFC 822, epoch, or words."""
    zone: str = "UTC"
    """Whose time it is when the text names none."""
    decimal: Literal[".", ","] = "."
    html: bool = False
    """It is HTML: paragraphs are kept, tags go."""
    optional: bool = False
    """It may be missing from a row; otherwise a row without it says that the source changed."""


class Paging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """How a listing goes on, and where it ends.

    By {page} or {offset} or {cursor} in the address or body, by `next`, or by `linkHeader`.
    """

    first: int = 1
    """The first {page}; {offset} begins at 0."""
    size: int = 0
    """Rows of a full page: fewer are the last one."""
    total: str = ""
    """Where the number of all rows stands."""
    pages: str = ""
    """Where the number of the last page stands."""
    more: str = ""
    """Where it says whether there is more."""
    cursor: str = ""
    """Where the next {cursor} stands; none is the end."""
    next: str = ""
    """Where the address of the next page stands; none is the end."""
    link_header: bool = False
    """The answer's own Link header, rel=next."""


class Rss(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """RSS 2.0, RSS 1.0 or Atom."""

    url: str
    headers: dict[str, str] = {}


class Json(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    rows: str
    """Such as `data.items[*]`, or `[*]`."""
    empty: str = ""
    """What stands in an answer without rows; without it, no such place is a change."""
    method: Literal["GET", "POST"] = "GET"
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = None
    paging: Paging | None = None
    follow: str | Field = ""
    """Where the address of a row's own page stands: then that page's object has the fields."""


class Jsonl(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """One JSON object per line."""

    url: str
    headers: dict[str, str] = {}


class Csv(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    headers: dict[str, str] = {}
    delimiter: str = ","
    encoding: Literal["utf-8", "utf-16", "windows-1251", "windows-1252", "koi8-u"] = "utf-8"
    columns: tuple[str, ...] = ()
    """Their names, for a file without a line of headings."""


class Xml(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    rows: str
    """A path of tags from the root's children on, such as `channel/item`."""
    headers: dict[str, str] = {}
    paging: Paging | None = None


class Html(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Paths are CSS selectors; `a.title@href` is an attribute, `@href` one of the row itself."""

    url: str
    rows: str
    empty: str = ""
    """What a page shows when there is honestly nothing; without it, no rows are a change."""
    headers: dict[str, str] = {}
    paging: Paging | None = None
    follow: str | Field = ""
    """Where the address of a row's own page stands: then that page has the fields."""


class Website(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Every page of a site as a document, by its sitemap and its links."""

    url: str
    sitemap: bool = True
    links: bool = True
    depth: int = 5
    """Links from the first page on."""
    pages: int = 10_000
    """At most so many; shared out among the links, so it may be fewer."""


class Sql(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    query: str
    key: str
    """A unique column of whole numbers or text; pages go by it."""
    parameters: dict[str, Value] = {}
    """Values of the query's `:names`; `{keywords}` and the like may stand in them."""
    size: int = 500


class Mongo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    """mongodb://host/database/collection"""
    filter: dict[str, Any] = {}
    bring: tuple[str, ...] = ()
    """Only these fields."""
    key: str = "_id"
    size: int = 500


class Sparql(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    query: str
    """A SELECT without prefixes and LIMIT; `{keywords}` becomes a quoted literal."""
    key: str
    """A variable with another value in every row; pages go by it."""
    prefixes: dict[str, str] = {}
    size: int = 500


class Telegram(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """An export of the desktop client, "machine-readable JSON"."""

    url: str
    """file://FOLDER/result.json"""


class Mail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    url: str
    """imaps://host/FOLDER, an .mbox or .eml file, or a folder of messages (ends with a slash)."""
    within: str = ""
    """imaps: no message older than this span, such as 30d."""
    pattern: str = "*"
    """A folder: which of its files."""


class Pace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    interval_ms: int = 1000
    """Least time between two requests."""
    slots: int = 1
    """Requests under way at once."""


class SourceSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Exactly one of the connectors, from `rss` to `mail`."""

    yields: Literal["postings", "documents", "observations"]
    summary: str = ""
    rss: Rss | None = None
    json: Json | None = None
    jsonl: Jsonl | None = None
    csv: Csv | None = None
    xml: Xml | None = None
    html: Html | None = None
    website: Website | None = None
    sql: Sql | None = None
    mongo: Mongo | None = None
    sparql: Sparql | None = None
    telegram: Telegram | None = None
    mail: Mail | None = None
    each: dict[str, tuple[str, ...]] = {}
    """Values for a {name} of the address: one listing for each."""
    id: str | Field = ""
    """What tells a record from the others; "": what the connector has, else its address."""
    fields: dict[str, str | Field] = {}
    """Ours to theirs."""
    shows: Literal["all", "latest", ""] = ""
    """A posting that is no longer there has closed (all), or has only gone down (latest)."""
    credential: str = ""
    """The name of a secret setting; never the secret itself."""
    credential_as: str = "bearer"
    """http: `bearer`, `basic`, or `header NAME`."""
    pace: Pace = Pace()


class DeclaredSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    api_version: Literal["prospekt.dev/v1alpha1"]
    kind: Literal["Source"]
    metadata: Metadata
    spec: SourceSpec

    @property
    def name(self) -> str:
        return self.metadata.name

    @property
    def space(self) -> str:
        """Where its records go: to its owner's alone."""
        return self.metadata.namespace


CONNECTORS: Final = (
    *("rss", "json", "jsonl", "csv", "xml", "html", "website"),
    *("sql", "mongo", "sparql", "telegram", "mail"),
)


def encode_declared(source: DeclaredSource) -> bytes:
    """Its stored form: keys as in the YAML."""
    return msgspec.json.encode(source)


def decode_declared(raw: bytes) -> DeclaredSource:
    try:
        return msgspec.json.decode(raw, type=DeclaredSource)
    except msgspec.MsgspecError as error:
        raise Permanent(f"a stored source cannot be read: {error}; apply its file again") from error
