"""Alembic's entrance to the catalogue's migrations."""

from __future__ import annotations

from pipelines.catalogue.migrating import run_environment

run_environment()
