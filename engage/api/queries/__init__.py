"""Reading for programs, and reading their keys."""
