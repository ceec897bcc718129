"""Open311 GeoReport v2 on plain values: documents, and how our words map to those of the specification."""
