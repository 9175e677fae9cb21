"""What each department asks, read-only: the list of views and the metrics they are made of."""
