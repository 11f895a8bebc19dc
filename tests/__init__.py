"""Tests: facts about the product, in rooms that mirror the houses."""
