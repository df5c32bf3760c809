"""The views of the page Registers."""
