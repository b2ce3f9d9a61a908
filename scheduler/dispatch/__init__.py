"""Send what is due: claim, write "in flight", hand over, settle."""
