"""The local fleet on real processes."""
