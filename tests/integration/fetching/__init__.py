"""Fetchers on real engines, files and servers."""
