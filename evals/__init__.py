"""Evaluations: questions with known evidence, judged by text, measured with standard measures."""

from evals.run import Report, run

__all__ = ["Report", "run"]
