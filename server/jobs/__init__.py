"""What happens by the clock, in a process of its own."""
