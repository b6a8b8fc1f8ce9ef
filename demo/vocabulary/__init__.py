"""The words of the demo's job ads, in three languages."""
