"""What is known before a visit."""
