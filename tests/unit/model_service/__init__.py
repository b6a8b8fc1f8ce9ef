"""Rules of the model service."""
