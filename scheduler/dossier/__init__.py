"""Everything that proves what was done about one agreement, in one archive."""
