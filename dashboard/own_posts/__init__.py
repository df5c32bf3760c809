"""The views of the page Own posts."""
