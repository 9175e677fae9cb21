"""Questions of marketing; some are shared with sales, who read the same figure."""
