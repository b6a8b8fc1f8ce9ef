"""Sources declared in YAML."""
