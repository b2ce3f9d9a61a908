"""Ratios to a named baseline, measured in one run; never a promise in seconds."""
