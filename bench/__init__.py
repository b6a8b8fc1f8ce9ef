"""Measurements; each prints a table and a JSON line."""
