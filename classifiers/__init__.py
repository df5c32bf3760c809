"""Detectors that read posts, one file each."""
