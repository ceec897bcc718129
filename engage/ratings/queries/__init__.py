"""What reads: figures, feedback, and the scopes of what staff pages name."""
