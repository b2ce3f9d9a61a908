"""Subscribed calendars: what each shows, what it may not lose, where its last good bytes are."""
