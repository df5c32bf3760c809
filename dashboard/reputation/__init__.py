"""The parts of the reputation page."""
