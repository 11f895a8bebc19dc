"""Commands of ``python -m governance``: what a screen of this house can do, done at the prompt."""
