"""The parts of a case's page: is it reportable, posts, removal, steps, documents, record, in whose hands."""
