"""What programs see: keys, the staff platform's addresses under /api/v1, Open311 under /open311/v2."""
