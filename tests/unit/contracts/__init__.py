"""Rules that all parts share."""
