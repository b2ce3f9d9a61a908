"""What people see in a browser: read-only pages and subscribed calendars."""
