"""Connections made for real, on loopback."""
