"""The store: tables, migrations and queries; one code path on SQLite and PostgreSQL."""
