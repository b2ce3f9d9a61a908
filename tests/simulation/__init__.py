"""Two years played day by day, and every message that left: the proof of the noise budget."""
