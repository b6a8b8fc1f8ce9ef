"""How each job board shows the world: shapes and traps as on the real ones."""
