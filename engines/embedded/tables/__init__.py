"""The tables of the config store, one file each."""
