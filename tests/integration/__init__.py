"""Parts together, in process."""
