"""Replay: the log once more, with the steps and the parsers of today, into a second index."""
