"""Sources that users declare in YAML: readers of formats, and one mapping from rows to records."""
