"""What counts say, as plain values for charts, tables and files. Knows no store and no page."""
