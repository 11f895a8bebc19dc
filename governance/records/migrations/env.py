"""Alembic's entrance to the records' migrations."""

from __future__ import annotations

from pipelines.catalogue.migrating import run_environment

run_environment()
