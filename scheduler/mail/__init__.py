"""Reminders out: letters rendered, handed to a relay or to a maildir."""
