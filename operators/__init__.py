"""Runs the platform's processes."""
