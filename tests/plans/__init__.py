"""Plans: their life, their release, what comes back."""
