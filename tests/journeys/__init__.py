"""Journeys: the running app in a real browser."""
