"""Redis: the frontier that many machines share."""
