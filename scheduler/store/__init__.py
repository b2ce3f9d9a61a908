"""What survives a restart; the only package that knows SQL."""
