"""The registers a school keeps: pupils, staff, own accounts, declared photos."""
