"""A fetcher for each kind of request that is not HTTP: read only, bounded, through the guard."""
