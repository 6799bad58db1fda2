"""What a statement holds of what a question fixes, as numbers for the decision."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """What of a question a statement holds, with the sentences beside it and the headings; each value is in [0, 1]."""

    worst: float
    """How far the word is from being said in the statement itself or its headings whose lack weighs most."""
    lead: float
    """How much better it matches than the best statement of another passage."""
    vague: float
    """How far the words that say what is asked for are from being said there, where the others stand there and a
    figure, a date or a name is asked for."""
    slot: float
    """How far they are from being said in a clause that has that form, or in the one before or after it."""
    attribute_missing: float
    """Share of the known attributes asked for (`rag.refusal.attributes`) by none of whose words it tells them."""
    form_missing: float
    """Whether it has nothing of the form asked for: a figure with the unit, a sum of money, a date, a name."""
    absent: float
    """Share of the places, years, quoted names and units of the question that stand in none of the statements near."""
    place_missing: float
    year_missing: float
    name_missing: float
    numeral_missing: float
    rate_missing: float
    alien: float
    """Whether it is a row of a table with another name than the question has, where none is to be found out."""
    stance: float
    """Whether it tells what is planned where what came of it is asked for, or the other way round."""
    turned: float
    """Whether it tells the opposite: another place acts on the other (「天津对河北」), imports for exports."""
    rank: float
    """1 for the best passage, 1/2 for the next, …"""
    several: float
    """Whether it asks several things: then each may be told in another statement."""
    latin: float
    """Whether it is in Latin letters, and the statement is not."""
