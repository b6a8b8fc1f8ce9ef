"""Rules and faults of the engines, without sockets."""
