"""The views of the page Policy."""
