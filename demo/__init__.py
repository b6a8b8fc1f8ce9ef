"""A small internet of job boards on loopback, with a clock of its own."""
