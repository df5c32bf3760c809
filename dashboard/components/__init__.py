"""What pages are made of: one file for each thing a person sees. Components hold no rules and ask no store."""
