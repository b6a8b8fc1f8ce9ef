"""The index of documents on Elasticsearch, written and searched by the code of the postings'."""
