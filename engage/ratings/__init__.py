"""Professionals, their visits, residents' ratings, and the satisfaction coefficient that follows from them."""
