"""The contract of a source, tried on it."""
