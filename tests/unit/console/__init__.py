"""The console's rules."""
