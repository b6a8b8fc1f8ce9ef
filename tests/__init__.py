"""The rules, held."""
