"""The crawler's real process against a board on loopback and the embedded engines."""
