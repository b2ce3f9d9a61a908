"""Files in: rules, calendars, directory, each value with its line."""
