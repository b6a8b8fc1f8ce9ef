"""Takes each raw record through its steps into the index."""
