"""The records of governance, the only SQL of this house: promises, audits, notes, projects.

``models`` (and one of ``audit_models``, ``incident_models``, ``investment_models`` for each
further room) are the tables, ``tables`` names all of them, ``opening`` brings a database up to
them, ``guards`` make the database itself refuse to change what was signed. ``ledger``,
``audits``, ``incident_notes`` and ``projects`` read and append. Everything is append-only: a
change is a further revision, so "who wanted what on that day" stays answerable.

Why so: the catalogue and the records share one database, so that a change and its journal entry
are one transaction; but each house migrates its own tables (version table
``alembic_version_records``), so that pipelines never has to know what governance keeps.
"""
