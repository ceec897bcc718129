"""What /api/v1 promises: shapes of what comes and goes, said once, checked by the server and written into OpenAPI."""
