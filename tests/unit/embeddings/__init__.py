"""The embeddings' rules."""
