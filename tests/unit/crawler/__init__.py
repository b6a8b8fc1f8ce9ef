"""The crawler's rules, and its parts on engines in memory; no sockets."""
