"""Evaluations: questions with known evidence, judged by text, measured with standard measures."""

from evals.dataset import Dataset, DatasetError, Evidence, Question
from evals.formats import read_dataset, write_dataset
from evals.report import Report
from evals.run import run

__all__ = ["Dataset", "DatasetError", "Evidence", "Question", "Report", "read_dataset", "run", "write_dataset"]
