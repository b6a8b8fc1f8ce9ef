"""The `prospekt` command."""
