"""In-memory engines: the readable truth that every real engine is held to."""
