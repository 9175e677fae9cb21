"""What is known before the visit: taking it in from files, and planning the routes that it is walked on."""
