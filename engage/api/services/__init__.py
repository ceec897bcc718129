"""What programs and their keys change. Each function is run in one transaction by whoever calls it."""
