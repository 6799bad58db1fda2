"""``python -m rag``: the same as ``wenju``."""

from rag.cli import main

main()
