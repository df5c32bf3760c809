"""Programs that measure: each prints its figures and says with which command."""
