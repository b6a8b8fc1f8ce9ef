"""The tables.

records    a row per id, made by its text or by its lifecycle, whichever comes first
bodies     the record itself, packed, without its vector
texts      full text; contentless, since the tokens stand in the body already
labels     places, skills and professions of a record
vectors    with the change that wrote them, so that memory follows without reading all
listings   what is walked; `shown`: which of them showed which record; `sweeps`: their ended walks

`texts` takes everything but white space and control characters as a part of a token: what is
between two spaces is one token (c++, .net, r&d), as in every other engine.
"""

from typing import Final

from engines.moments import OPEN

TEXTS: Final = """
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (
    tokens, content='',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
"""

SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS records (
    doc INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    space TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER,  -- NULL until its text comes
    language TEXT NOT NULL DEFAULT '',
    company TEXT NOT NULL DEFAULT '',
    employment TEXT NOT NULL DEFAULT '',
    remote INTEGER,
    watch TEXT NOT NULL DEFAULT '',
    cluster TEXT NOT NULL DEFAULT '',
    first_seen INTEGER,
    last_seen INTEGER,
    said_closed INTEGER,  -- the source's own latest word
    closed_at INTEGER NOT NULL DEFAULT {OPEN}
);
CREATE INDEX IF NOT EXISTS records_by_first_seen ON records (space, first_seen)
    WHERE version IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_by_closing ON records (space, source, closed_at);
CREATE INDEX IF NOT EXISTS records_by_cluster ON records (cluster, space)
    WHERE version IS NOT NULL;
CREATE TABLE IF NOT EXISTS bodies (doc INTEGER PRIMARY KEY, body BLOB NOT NULL);
{TEXTS}
CREATE TABLE IF NOT EXISTS labels (
    doc INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (doc, kind, value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS labels_by_value ON labels (kind, value, doc);
CREATE TABLE IF NOT EXISTS vectors (
    doc INTEGER PRIMARY KEY, change INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS vectors_by_change ON vectors (change);
CREATE TABLE IF NOT EXISTS listings (
    listing INTEGER PRIMARY KEY,
    space TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (space, source, name)
);
CREATE TABLE IF NOT EXISTS shown (
    doc INTEGER NOT NULL, listing INTEGER NOT NULL, PRIMARY KEY (doc, listing)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sweeps (
    listing INTEGER NOT NULL, started_at INTEGER NOT NULL, id TEXT NOT NULL,
    complete INTEGER NOT NULL, closes INTEGER NOT NULL,
    PRIMARY KEY (listing, started_at, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observations (
    space TEXT NOT NULL, subject TEXT NOT NULL, metric TEXT NOT NULL,
    at INTEGER NOT NULL, source TEXT NOT NULL, value REAL NOT NULL,
    PRIMARY KEY (space, subject, metric, at, source)
) WITHOUT ROWID;
"""

MERGE_TEXTS_LATER: Final = "INSERT INTO texts (texts, rank) VALUES ('automerge', 8)"
"""Eight parts of the full text become one, not four: each token is written anew less often."""

UPGRADES: Final = (
    ("ALTER TABLE observations ADD COLUMN version INTEGER NOT NULL DEFAULT 0",),
    (
        # Most records are heads, which are found by id: their names come in no order, so each
        # would change a page.
        "DROP INDEX records_by_cluster",
        """
        CREATE INDEX records_by_cluster ON records (cluster, space)
        WHERE version IS NOT NULL AND cluster != id
        """,
        MERGE_TEXTS_LATER,
    ),
)
"""To the second version and on, after the tables as they were first made."""

CACHE_KIB: Final = 32_768
"""Pages of the file that one process keeps in memory at most."""
