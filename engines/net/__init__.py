"""Connections to the outside: one rule for what may be connected to, and the ways to connect."""
