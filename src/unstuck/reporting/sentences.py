"""Sentences about one client's record, before any number stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.progress.reasons import VERY_LIKELY
from unstuck.reporting.words import between, clients, number, percent, probability, signed

Record = Mapping[str, Any]


def horizon(record: Record) -> str:
    """Say how far ahead the record looks: "4 weeks" or "4 sessions"."""
    if record.get("horizon"):
        return str(record["horizon"])
    weeks = (record.get("forecast") or {}).get("in_weeks")
    return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": number(weeks)} if weeks else ""


def steps_ahead(record: Record) -> float | None:
    """How far ahead the record looks on its own time axis, in weeks or sessions.

    >>> steps_ahead({"horizon": "4 sessions"}), steps_ahead({"forecast": {"in_weeks": 4}}), steps_ahead({})
    (4.0, 4.0, None)
    """
    first = horizon(record).split(" ")[0]
    try:
        return float(first)
    except ValueError:
        return None


def outlook_names() -> dict[str, str]:
    """Return the four exclusive outcomes at the horizon in words."""
    return {
        "non_clinical": _("in the usual range"),
        "gaining": _("clearly better than now, not yet in the usual range"),
        "flat": _("about the same as now"),
        "worse": _("clearly worse than now"),
    }


def outlook(record: Record) -> str:
    """Say which outcome is the most likely, and how likely."""
    chances = record.get("outlook")
    if not chances:
        return ""
    code = max(outlook_names(), key=lambda name: chances.get(name) or 0.0)
    words = {"when": horizon(record), "what": outlook_names()[code], "chance": probability(chances[code])}
    if _in_usual_range(record):
        words["chance"] = probability(chances["non_clinical"])
        return _("Chance of being in the usual range in %(when)s too: %(chance)s.") % words
    if chances[code] > VERY_LIKELY:
        return _("In %(when)s, very likely %(what)s.") % words
    if chances[code] >= 0.8:
        return _("In %(when)s, very likely %(what)s (%(chance)s).") % words
    if chances[code] > 0.5:
        return _("In %(when)s, more likely than not %(what)s (%(chance)s).") % words
    return _("In %(when)s, no outcome is likelier than not; the likeliest is %(what)s (%(chance)s).") % words


def _in_usual_range(record: Record) -> bool:
    """True where the latest score is in the usual range: nothing said of it may sound as if it were not."""
    latest, cutoff = record.get("latest"), record.get("cutoff")
    if latest is None or cutoff is None:
        return False
    lower = load(str(record["instrument"])).direction == "lower"
    return bool(latest < cutoff if lower else latest > cutoff)


def rests_on(record: Record) -> str:
    """Say the probability that the state rests on, in the words of that state."""
    chance = record.get("probability")
    if chance is None:
        return ""
    words = {"when": horizon(record), "chance": probability(chance)}
    if record["state"] == "stalled" and record.get("minimal_change") is not None:
        words["size"] = number(record["minimal_change"] / 2)
        text = _(
            "From %(when)s back to %(when)s ahead, a gain of less than %(size)s points is expected, and a score still "
            "in the clinical range: %(chance)s."
        )
        return text % words
    if record["state"] == "deteriorating":
        return _("Chance of being clearly worse in %(when)s than at the start: %(chance)s.") % words
    return _("The probability that this state rests on: %(chance)s.") % words


def change(record: Record) -> str:
    """Say the change since the first score, and what it takes to be more than chance."""
    reliable_change = record.get("reliable_change")
    if not reliable_change or reliable_change.get("threshold") is None:
        return _("Whether the change since the first score is more than chance is not known for this instrument.")
    words = {"change": signed(reliable_change["change"]), "threshold": number(reliable_change["threshold"], 2)}
    return _(
        "Change since the first score: %(change)s points. A change of %(threshold)s or more is taken as real, "
        "a smaller one may be due to chance."
    ) % words + _norms(record)


def _norms(record: Record) -> str:
    sentence = {
        "shipped": _("This rests on published norms."),
        "sample": _("This rests on the first scores in this file, not on published norms."),
    }.get(str(record.get("norms")))
    return f" {sentence}" if sentence else ""


def gain_that_matters(record: Record) -> str:
    """Say from which size a gain is taken to matter."""
    size = record.get("minimal_change")
    return "" if size is None else _("A gain that matters: %(size)s points or more.") % {"size": number(size)}


def expected(record: Record) -> str:
    """Say where the expected course is now, and whose course it is."""
    course = record.get("expected")
    if not course:
        return _("There is no course of similar clients to compare with, so this rests on the change in scores.")
    where = _("People who start at %(first)s are expected at %(latest)s by now (80 %% of them at %(range)s).") % {
        "first": number(record.get("first")),
        "latest": number(course["latest"]),
        "range": between(course["lower80"], course["upper80"]),
    }
    return f"{where} {basis(record)}"


def basis(record: Record) -> str:
    """Say what the expected course rests on: a cohort of so many, or assumptions."""
    cohort = (record.get("expected") or {}).get("cohort")
    if record.get("curve_kind") == "assumed":
        return _("The expected course is assumed from published figures; it was not measured on clients.")
    if not cohort:
        return ""
    return _("The expected course was measured on %(clients)s.") % {"clients": clients(cohort)}


def forecast(record: Record) -> str:
    """Say this client's own forecast."""
    ahead = record.get("forecast")
    if not ahead:
        return ""
    sentence = _("This client's own score in %(when)s: about %(mean)s (80 %% interval %(range)s).") % {
        "when": horizon(record),
        "mean": number(ahead["mean"]),
        "range": between(ahead["lower80"], ahead["upper80"]),
    }
    chance = ahead.get("p_clinical")
    if chance is None:
        return sentence
    return f"{sentence} " + _("Chance that it is in the clinical range: %(chance)s.") % {"chance": probability(chance)}


def precision(record: Record, check: Mapping[str, Any] | None = None) -> list[str]:
    """Say how often alerts of this kind are right: in the file itself, and where the curve was tried.

    `check` is the file's own check of its past alerts, by state.
    """
    here = (check or {}).get(record["state"])
    figures = record.get("alert_precision")
    sentences = [_in_this_file(here)] if here else []
    sentences += [_of_curve(figures)] if figures and figures.get("right") is not None else []
    return sentences or [_("How often alerts like this are right is not known here.")]


def _of_curve(figures: Mapping[str, Any]) -> str:
    words = {
        "right": number(100 * figures["right"], 0),
        "range": between(round(100 * figures["lower95"]), round(100 * figures["upper95"])),
        "alerts": number(figures["alerts"]),
        "basis": figures["basis"],
    }
    if figures["simulated"]:
        return (
            _(
                "Of 100 alerts like this in simulated courses, about %(right)s were right (95 %% interval %(range)s; "
                "%(alerts)s alerts; %(basis)s). The others were false alarms. A computer simulated these "
                "courses: with real people it may be different."
            )
            % words
        )
    return (
        _(
            "Of 100 alerts like this, about %(right)s were right when it was tried (95 %% interval %(range)s; "
            "%(alerts)s alerts; basis: %(basis)s). The others were false alarms."
        )
        % words
    )


def _in_this_file(figures: Mapping[str, Any]) -> str:
    return ngettext(
        "In this file, %(alerts)s past alert like this could be checked against later scores; right: %(right)s "
        "(95 %% interval %(lower)s to %(upper)s).",
        "In this file, %(alerts)s past alerts like this could be checked against later scores; right: %(right)s "
        "(95 %% interval %(lower)s to %(upper)s).",
        figures["alerts"],
    ) % {
        "alerts": number(figures["alerts"]),
        "right": percent(figures["right"]),
        "lower": percent(figures["lower95"]),
        "upper": percent(figures["upper95"]),
    }


def clinical_label(record: Record, direction: str) -> str:
    """Label the clinical line in the chart, where there is little room."""
    if record.get("cutoff") is None:
        return ""
    label = _("clinical: %(cutoff)s or more") if direction == "lower" else _("clinical: %(cutoff)s or less")
    return label % {"cutoff": number(record["cutoff"])}


def clinical_line(record: Record, direction: str) -> str:
    """Say what the clinical line is."""
    if record.get("cutoff") is None:
        return ""
    words = {"cutoff": number(record["cutoff"])}
    if direction == "lower":
        return _("%(cutoff)s or more: clinical range") % words
    return _("%(cutoff)s or less: clinical range") % words


def chart_description(record: Record, count: int, last: str, direction: str) -> str:
    """Describe a client's chart for somebody who does not see it."""
    sentences = [
        _("%(n)s scores, the first %(first)s, the latest %(latest)s (%(last)s).")
        % {
            "n": number(count),
            "first": number(record.get("first")),
            "latest": number(record.get("latest")),
            "last": last,
        },
        clinical_line(record, direction) + ("." if record.get("cutoff") is not None else ""),
        expected(record),
        forecast(record),
        _("All scores are in the table below."),
    ]
    return " ".join(sentence for sentence in sentences if sentence)
