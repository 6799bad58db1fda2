"""What counts how much when statements are ranked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """What each signal of a statement counts, fitted by `scripts/fit_statements.py`."""

    own: float = -10.52
    """Late interaction (see `rag.features.Signals`) of the question with the statement,"""
    around: float = 5.00
    """with it and its headings, caption and columns,"""
    window: float = 2.41
    """with it and the statement before it;"""
    rare: float = 5.24
    """the first"""
    rare_around: float = 14.80
    """and the second once more, tokens that few statements match weighing more."""
    asked: float = 1.67
    """The first, of the words alone that say what is asked for (`rag.wanted`),"""
    asked_window: float = 1.92
    """and with the statement before it."""
    meaning: float = 4.04
    """Cosine of the mean vectors."""
    exact: float = 2.00
    """Share of the question's words in it and its headings, by rarity."""
    passage: float = 9.75
    """Score of its passage,"""
    share: float = 6.16
    """the same as a share of the best,"""
    first: float = 0.71
    """and 1/rank."""
    form: float = 1.05
    """It holds a figure, date, share as asked for;"""
    form_missing: float = -1.50
    """it does not, though one is asked for."""
    unit_missing: float = -1.00
    """It has none with the unit that is named (「多少家」)."""
    measured: float = 1.50
    """It has a figure with a unit of what is asked for (「多大」), though that is not named."""
    year: float = 0.59
    """It names a year of the question;"""
    other_year: float = -4.0
    """it names other years only;"""
    year_around: float = -0.14
    """it names none, and a heading names one of the question."""
    quoted: float = 1.00
    """Share of the names in quotation marks that it holds."""
    several: float = 1.37
    """Several things are asked for, and it enumerates."""
    counted: float = 0.80
    """The question says how many, and it enumerates or names so many."""
    row: float = -0.74
    """It is a row of a table,"""
    row_figure: float = 0.15
    """and a figure or the most of something is asked for."""
    label: float = 3.00
    """Share of the row's name that stands in the question."""
    charge: float = 1.50
    """It is asked who is in charge, and it says so."""
    defines: float = 7.00
    """The meaning of a term is asked for, and it looks like its definition."""
    short: float = -2.50
    """It is a fragment, or leaves open what it speaks of."""


NAMES = tuple(vars(Weights()))
WEIGHTS = Weights()
STRESS = 2.0
"""What the signals that look at a part of the question count more, beside those that look at the whole."""
NATION = 6.0
"""What it counts against a statement that it speaks of the whole country, or of another province, where the question
names one."""
NARROW = 12.0
"""The same where it speaks of a province, and the question asks of the whole country, or of a country for the world."""
EMPTY = 20.0
"""The same where it says nothing of its own: the source of figures, who provided the case, words of the question."""
JOINT, FLOW, FLOW_ROW = 5.0, 3.0, 7.0
"""The same where it gives one figure for several provinces; where it speaks of the other flow of trade (imports), or is
a row of a table of that."""
SECTOR = 4.5
"""The same where it tells the trade of one sector of services, and the question asks of all of them."""
REGION = 3.0
"""The same where it tells it of one part of the world or of one kind within, and the question asks of no part."""
WHOLE = 3.5
"""What it counts for a statement that it names at the head of a clause what the figure is asked of."""
RANKED = 3.0
"""What it counts for a statement that it lists the first few in their order, where the first or second is asked for."""
KINDS = 4.0
"""What it counts for a statement that it names as many of a kind as the question asks for (「哪六家法院」)."""
OTHER_PLACE = 6.0
"""The same where it is a row, and another row is that of the place (a country, a province) that the question names."""
PART = 1.5
"""The same where it is a row of a part that the question does not name, and the table has the total."""
NAMED, NAMED_YEAR = 4.5, 3.0
"""What it counts that the thing or year itself is named which a part is about."""
OF_OTHER = 4.0
"""What it counts against a statement that it speaks of another of the things set side by side, and not of this one."""
BESIDE = 1.5
"""What it counts that a figure stands soon behind that name."""
SOON = 30
"""So many characters behind it, or from the beginning where only a heading names it."""
ABOVE, IN_TITLE = 0.8, 0.4
"""What it counts beside that in the statement itself, where only a heading names it; only the document's title."""
OF_PART = [
    NAMES.index(name)
    for name in (
        *("own", "around", "window", "rare", "rare_around"),
        *("form", "form_missing", "year", "other_year", "year_around"),
    )
]
"""The signals of a part of the question, which count `STRESS` more."""
