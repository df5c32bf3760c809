"""Training data, and the programs that check it and learn from it; nothing here runs in service."""
