"""échéancier: the dated duties of conventions, computed, explained, reminded."""
