"""The computation of time: pure, deterministic, no clock, no file, no network."""
