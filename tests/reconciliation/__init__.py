"""Claims meet."""
