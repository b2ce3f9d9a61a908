"""Correspondence: who hears of what, when, and what goes into one message."""
