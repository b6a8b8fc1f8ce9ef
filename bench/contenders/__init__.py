"""The same work by each of those that a bench sets side by side."""
