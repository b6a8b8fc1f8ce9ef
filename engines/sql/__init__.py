"""The config store on SQLite and PostgreSQL: one implementation for both."""
