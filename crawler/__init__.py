"""Fetches pages politely and loses none."""
