"""Planning: what a change of files or facts would move, withdraw, make late or make wrong."""
