"""Telling other programs of changes: an outbox, and signed webhooks after Standard Webhooks 1.0."""
