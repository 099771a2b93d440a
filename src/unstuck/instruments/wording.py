"""An instrument's facts in plain words, the same on every screen and page."""

from __future__ import annotations

from unstuck.instruments.definition import NOT_CHECKED, Band, Instrument, Norm
from unstuck.language import gettext as _


def items(instrument: Instrument) -> str:
    """Say how many items there are, or that only totals are used."""
    return str(len(instrument.items)) if instrument.items else _("total only")


def better(instrument: Instrument) -> str:
    """Say which way is better."""
    return _("lower is better") if instrument.direction == "lower" else _("higher is better")


def text_terms(instrument: Instrument) -> str:
    """Say in two words what may be done with the item text."""
    if instrument.redistributable:
        return _("free to pass on")
    return _("place for your own") if instrument.items else _("no text shipped")


def empty_slots() -> str:
    """Say that the questions are not here, and how they come to be."""
    return _("No text is shipped. An agency that holds a licence puts in its own, and says so.")


def method(instrument: Instrument) -> str:
    """Say how answers become a total."""
    times = instrument.scoring.multiplier
    return {
        "sum": _("the sum of the answers") if times == 1 else _("the sum of the answers, times {n}").format(n=times),
        "mean": _("the mean of the answers"),
        "share": _("the sum, as a share of the most that the answered items could come to, in per cent"),
        "weighted_means": _("the means of its parts, added and taken away"),
        "each_apart": _("none: each answer stands by itself"),
        "total_only": _("entered as a total"),
    }[instrument.scoring.method]


def unchecked(instrument: Instrument) -> str:
    """Say how many norms nobody here read in a primary source."""
    if not instrument.norms:
        return _("no norms")
    if not instrument.unchecked:
        return _("all checked")
    return _("{unchecked} of {all} not checked").format(unchecked=len(instrument.unchecked), all=len(instrument.norms))


def unchecked_footnote() -> str:
    """Explain the mark that `unchecked` puts on a list of instruments."""
    return _("Norms {mark}: nobody here has read the figure where it was first published.").format(mark=NOT_CHECKED)


def norm_name(norm: Norm) -> str:
    """Name a norm and how it came about.

    >>> from unstuck.instruments import load
    >>> norm_name(load("PHQ-9").norm("reliable_change"))
    'reliable change, by convention'
    """
    names = {
        "cutoff": _("clinical cut-off"),
        "reliable_change": _("reliable change"),
        "minimal_change": _("smallest change that matters"),
        "minimal_change_fraction": _("smallest change that matters, as a share of the first score"),
        "reliability": _("reliability"),
        "mean_clinical": _("mean of clients at the start"),
        "sd_clinical": _("standard deviation of clients at the start"),
        "mean_functional": _("mean of people without the problem"),
        "sd_functional": _("standard deviation of people without the problem"),
    }
    kinds = {
        "internal_consistency": _("internal consistency"),
        "retest": _("retest"),
        "convention": _("by convention"),
        "computed": _("computed"),
    }
    return ", ".join([names[norm.name], *([kinds[norm.kind]] if norm.kind else [])])


def norm_value(norm: Norm, *, among: int = 1) -> str:
    """Give a norm's value with its confidence level, and say whether it is the one used.

    `among` is the number of norms of the same name.
    """
    parts = [f"{norm.value:g}"]
    if norm.confidence is not None:
        parts.append(_("at {percent:g} % confidence").format(percent=norm.confidence * 100))
    if among > 1:
        parts.append(_("used by default") if norm.default else _("an alternative"))
    return ", ".join(parts)


def band_range(band: Band) -> str:
    """Give both ends of a band."""
    return _("{lowest:g} to {highest:g}").format(lowest=band.lowest, highest=band.highest)


def safety_mark() -> str:
    """Say what a safety item asks of the reader."""
    return _("safety item: any answer above zero needs a person, now; zero does not rule out risk")
