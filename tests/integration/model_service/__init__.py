"""The model service as a process."""
