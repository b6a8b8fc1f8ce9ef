"""The kit for professions (and for any imported weekly series): features, season, methods."""
