"""Tests of the archive about one agreement."""
