"""What changes needs. Each function is run in one transaction by whoever calls it."""
