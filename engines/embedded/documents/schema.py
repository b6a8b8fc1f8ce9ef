"""The tables. `records`, `bodies`, `texts` and `vectors` bear the names of the postings' file.

mentions   a row per document and subject: how often, how many could be judged, their sum
fetches    the weeks in which a source was looked at
"""

from typing import Final

from engines.embedded.index.erasing import TABLES
from engines.embedded.index.schema import TEXTS

SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS records (
    doc INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    space TEXT NOT NULL,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    watch TEXT NOT NULL,
    cluster TEXT NOT NULL,
    published_at INTEGER,
    first_fetched INTEGER NOT NULL, -- the earliest of all its versions, in whatever order they came
    dated INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS records_by_date ON records (space, dated);
CREATE INDEX IF NOT EXISTS records_by_cluster ON records (cluster, space);
CREATE TABLE IF NOT EXISTS bodies (doc INTEGER PRIMARY KEY, body BLOB NOT NULL);
{TEXTS}
CREATE TABLE IF NOT EXISTS vectors (
    doc INTEGER PRIMARY KEY, change INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS vectors_by_change ON vectors (change);
CREATE TABLE IF NOT EXISTS mentions (
    doc INTEGER NOT NULL, subject TEXT NOT NULL,
    many INTEGER NOT NULL, judged INTEGER NOT NULL, feeling REAL NOT NULL,
    PRIMARY KEY (doc, subject)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mentions_by_subject ON mentions (subject, doc);
CREATE TABLE IF NOT EXISTS fetches (
    space TEXT NOT NULL, source TEXT NOT NULL, week INTEGER NOT NULL,
    PRIMARY KEY (space, source, week)
) WITHOUT ROWID;
"""

UPGRADE: Final = TABLES
"""To the second version: what was erased, and who leads a cluster whose head was."""
