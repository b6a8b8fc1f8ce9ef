"""The index of documents on SQLite: a file of its own, searched by the code of the postings'."""
