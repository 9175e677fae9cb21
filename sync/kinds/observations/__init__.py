"""What a person saw or did at an outlet."""
