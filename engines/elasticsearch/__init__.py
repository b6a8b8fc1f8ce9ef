"""The index on Elasticsearch 9: the same answers as the embedded one, for many machines."""
