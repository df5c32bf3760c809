"""The roll matcher: which pupil a post could mean, by every way people write a name."""
