"""The past of an agreement, sorted in a spreadsheet: what to answer, and the answers read back."""
