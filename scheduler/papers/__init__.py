"""The signed papers: read as text, and what of them the rules do not account for."""
