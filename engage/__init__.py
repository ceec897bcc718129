"""The residents' side of neighbourhood renewal."""

__version__ = "0.1.0"
