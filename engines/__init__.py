"""One room per outside engine; the only place that imports a client library."""
