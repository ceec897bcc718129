"""Repeatable measurements of speed and size: `python -m bench`."""
