"""Pages: each screen for each role, without a browser."""
