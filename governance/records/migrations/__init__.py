"""Alembic's own line of migrations for the records."""
