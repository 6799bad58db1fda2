"""Tuning: the built-in model and the ranking weights, adapted to the documents of one index."""
