"""The engines of one machine, on the standard library's SQLite and a folder."""
