"""The console over real engines."""
