"""Signing in: passwords, codes, sessions that can be ended, one-time links, and slowing down whoever guesses."""
