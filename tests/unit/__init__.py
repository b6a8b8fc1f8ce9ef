"""Pure rules, no sockets."""
