"""Documents a person sends or files: packs, notices, letters, records, reports."""
