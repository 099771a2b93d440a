"""An answer that asks for a person, in the words that stand with the concern it raises."""

from __future__ import annotations

from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.web.score_files.reading import RiskAnswer


def risk_words(instrument: str, one: RiskAnswer) -> str:
    """Return the question and the answer as the questionnaire words them, or its code and number where it may not."""
    measure = load(instrument)
    item = next(each for each in measure.items if each.code == one.item)
    answer = next((each.text for each in measure.options_of(item) if each.value == one.answer), "")
    words = {"name": instrument, "row": one.row, "question": item.text or item.code}
    words["answer"] = answer or f"{one.answer:g}"
    text = _("%(name)s, row %(row)s of a file: “%(question)s” was answered with “%(answer)s”.") % words
    return text if one.day is not None else text + " " + _("The row has no day; this is the day of the file.")
