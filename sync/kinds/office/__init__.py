"""What the office and the machine keep about records."""
