"""Real faults: servers killed, disks full, databases down, stores put back from a copy."""
