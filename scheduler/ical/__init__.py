"""Dates for people's calendars, as iCalendar (RFC 5545): what feeds and invitations share."""
