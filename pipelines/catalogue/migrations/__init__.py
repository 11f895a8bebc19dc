"""Migrations of the catalogue's tables; run by ``pipelines.catalogue.migrating``."""
