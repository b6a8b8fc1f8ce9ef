"""The demo boards as processes on loopback."""
