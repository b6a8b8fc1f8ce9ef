"""The stream on the real embedded engines."""
