"""How a database of any age is brought to the tables of today."""
