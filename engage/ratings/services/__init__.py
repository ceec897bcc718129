"""What changes something: professionals, visits, tickets, ratings, figures."""
