"""The parts of the page First steps."""
