"""What a page says: bytes to text, tags, JSON and XML to fields (pure)."""
