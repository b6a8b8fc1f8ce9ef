"""The local fleet's rules."""
