"""The schema as it grew; applied when the database is opened."""
