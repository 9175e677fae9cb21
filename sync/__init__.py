"""What a record is, and what happens when two edits of it meet. Standard library only."""
