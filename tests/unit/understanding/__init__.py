"""Rules that read texts and facts."""
