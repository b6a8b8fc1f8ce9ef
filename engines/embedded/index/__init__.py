"""The index on SQLite: records, lifecycles, full text, vectors, series and observations."""
