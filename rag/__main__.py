"""``python -m rag``: the same as ``wenju``."""

import sys
from pathlib import Path

# Python puts the current folder first on its path: a file of the user's called `app.py` or a folder
# called `index` there must not stand in for this program's.
if Path(sys.path[0] or ".").resolve() != Path(__file__).resolve().parent.parent:
    del sys.path[0]

from rag.cli import main

main()
