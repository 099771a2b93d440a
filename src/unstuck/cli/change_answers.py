"""The answer of `unstuck change`: rows for programs, a page of text for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from unstuck.cli.flat_rows import FlatRow, TableFormat, write_aligned, write_flat
from unstuck.cli.output import text_output
from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.population.change import Changes, ClientScores, groups_in_order
from unstuck.population.change_norms import Basis, Figure
from unstuck.population.engines.reading import shown
from unstuck.population.engines.scores import Unit, occasion_label
from unstuck.progress.change_methods import FIGURES, ChangeMethod
from unstuck.progress.group_change import OUTCOMES, MeanChange, change_between, change_within, shares
from unstuck.progress.reliable_change import Floats


@dataclass(frozen=True)
class ChangeAnswer:
    """Who changed, by which method, and what that rests on. `grouped`: a column of groups was named."""

    method: ChangeMethod
    measure: Instrument
    scores: ClientScores
    found: Changes
    basis: Basis
    unit: Unit
    confidence: float
    grouped: bool

    @property
    def asks_both(self) -> bool:
        """True where both a change and a crossing are asked about, so that somebody may recover."""
        return self.basis.cutoff is not None and not self.only_crosses

    @property
    def only_crosses(self) -> bool:
        """True where nothing but the cutoff is asked about."""
        return self.method.crosses and self.method.judge is None

    @property
    def words(self) -> Mapping[str, str]:
        """Return what each category is called."""
        return CROSSING_WORDS if self.only_crosses else CATEGORY_WORDS

    @property
    def groups(self) -> list[str | None]:
        """Return the groups in the file's order; one without a name where there are none."""
        return groups_in_order(self.scores.groups) if self.grouped else [None]

    def outcomes_of(self, group: str | None) -> list[str]:
        """Return the known outcomes of one group."""
        return self.found.in_group(self.scores.groups if self.grouped else None, group)

    def scores_of(self, group: str | None) -> tuple[Floats, Floats]:
        """Return the scores before and after of one group's clients who have both."""
        mine = self.found.pairs.complete
        if self.grouped and self.scores.groups is not None:
            mine = mine & np.array([one == group for one in self.scores.groups], dtype=np.bool_)
        return self.found.pairs.pre[mine], self.found.pairs.post[mine]


def write_answer(
    answer: ChangeAnswer, *, by_group: bool, reference: str | None, form: TableFormat, out: Path | None
) -> None:
    """Write the answer for each client, or for each group."""
    effects = list(_effects(answer, reference)) if by_group and answer.method.name == "anchor" else []
    if form is TableFormat.table:
        with text_output(out) as file:
            _write_page(answer, by_group, effects, file)
    elif effects:
        write_flat(effects, EFFECT_TYPES, form, out)
    elif by_group:
        write_flat(_share_rows(answer), SHARE_TYPES, form, out)
    else:
        write_flat(_client_rows(answer), CLIENT_TYPES, form, out)


_NUMBERS = dict.fromkeys(FIGURES, "DOUBLE")
_BASIS_TYPES = {
    "cutoff": "DOUBLE",
    "confidence": "DOUBLE",
    **_NUMBERS,
    "reliability_kind": "VARCHAR",
    "norms": "VARCHAR",
}
CLIENT_TYPES = {
    **dict.fromkeys(("client", "group", "instrument", "method", "first_at", "latest_at"), "VARCHAR"),
    **dict.fromkeys(("first", "latest", "change", "index", "slope"), "DOUBLE"),
    "category": "VARCHAR",
    **_BASIS_TYPES,
}
SHARE_TYPES = {
    **dict.fromkeys(("group", "instrument", "method", "category"), "VARCHAR"),
    **dict.fromkeys(("count", "clients"), "BIGINT"),
    **dict.fromkeys(("share", "lower95", "upper95"), "DOUBLE"),
    **_BASIS_TYPES,
}
EFFECT_TYPES = {
    **dict.fromkeys(("group", "compared_with", "instrument", "method", "effect"), "VARCHAR"),
    **dict.fromkeys(("clients", "compared"), "BIGINT"),
    **dict.fromkeys(("difference", "lower", "upper"), "DOUBLE"),
    **_BASIS_TYPES,
}


def _client_rows(answer: ChangeAnswer) -> Iterator[FlatRow]:
    pairs, found, groups = answer.found.pairs, answer.found, answer.scores.groups
    basis, fixed = _basis_row(answer), {"instrument": answer.measure.id, "method": answer.method.name}
    for at, client in enumerate(answer.scores.clients.tolist()):
        yield {
            "client": client,
            "group": None if groups is None else groups[at],
            **fixed,
            "first_at": _label(answer.unit, pairs.first_at[at]),
            "latest_at": _label(answer.unit, pairs.last_at[at]),
            "first": _number(pairs.pre[at]),
            "latest": _number(pairs.post[at]),
            "change": _number(pairs.post[at] - pairs.pre[at]),
            "index": _number(found.index[at], 6),
            "slope": _number(found.slope[at], 6),
            "category": found.outcome[at],
            **basis,
        }


def _share_rows(answer: ChangeAnswer) -> Iterator[FlatRow]:
    basis, fixed = _basis_row(answer), {"instrument": answer.measure.id, "method": answer.method.name}
    for group in answer.groups:
        for one in shares(answer.outcomes_of(group)):
            yield {
                "group": group,
                **fixed,
                "category": one.outcome,
                "count": one.count,
                "clients": one.clients,
                "share": _number(one.share, 4),
                "lower95": _number(one.lower, 4),
                "upper95": _number(one.upper, 4),
                **basis,
            }


def _effects(answer: ChangeAnswer, reference: str | None) -> Iterator[FlatRow]:
    """Yield each group's mean change beside the minimal important change; all groups must have two clients."""
    groups = answer.groups
    if reference is not None and reference not in groups:
        names = ", ".join(str(group) for group in groups)
        raise BadInput(f"--reference: expected one of the groups, {names}, found '{reference}'")
    basis, minimal = _basis_row(answer), answer.basis.figures["better"].value
    for group in groups:
        if reference is not None and group == reference:
            continue
        found = _effect(answer, group, reference, minimal)
        yield {
            "group": group,
            "compared_with": reference,
            "instrument": answer.measure.id,
            "method": answer.method.name,
            "effect": found.effect,
            "clients": found.clients,
            "compared": found.compared,
            **{name: _number(getattr(found, name), 4) for name in ("difference", "lower", "upper")},
            **basis,
        }


def _effect(answer: ChangeAnswer, group: str | None, reference: str | None, minimal: float) -> MeanChange:
    pre, post = answer.scores_of(group)
    direction, confidence = answer.measure.direction, answer.confidence
    try:
        if reference is None:
            return change_within(post - pre, minimal, direction, confidence)
        return change_between(post, answer.scores_of(reference)[1], minimal, direction, confidence)
    except ValueError as problem:
        raise BadInput(f"group '{group}': {problem}") from None


def _basis_row(answer: ChangeAnswer) -> dict[str, Any]:
    figures, cutoff = answer.basis.figures, answer.basis.cutoff
    reliability = figures.get("reliability")
    origins = sorted({figure.origin for figure in figures.values()} | ({cutoff.origin} if cutoff else set()))
    return {
        "cutoff": _number(cutoff.value, 6) if cutoff else None,
        "confidence": answer.confidence,
        **{name: _number(figures[name].value, 6) if name in figures else None for name in FIGURES},
        "reliability_kind": (reliability.kind or None) if reliability else None,
        "norms": "+".join(origins) or None,
    }


def _write_page(answer: ChangeAnswer, by_group: bool, effects: list[FlatRow], file: TextIO) -> None:
    file.write(f"{answer.method.title}: {answer.method.paper}\n")
    file.write(_("Rests on") + "\n")
    for line in _rests_on(answer):
        file.write(f"  {line}\n")
    file.write("\n")
    _write_shares(answer, file)
    if effects:
        file.write("\n")
        _write_effects(effects, file)
    if not by_group:
        file.write("\n")
        _write_clients(answer, file)


def _rests_on(answer: ChangeAnswer) -> list[str]:
    """Return the lines that say what the answer rests on, each figure with where it comes from."""
    figures = [f"{name} {_figure(figure)}" for name, figure in answer.basis.figures.items()]
    cutoff = answer.basis.cutoff
    return [*figures, _("cutoff {figure}").format(figure=_figure(cutoff))] if cutoff else figures


def _figure(figure: Figure) -> str:
    kind = f", {figure.kind.replace('_', ' ')}" if figure.kind else ""
    return f"{figure.value:.6g}{kind} ({figure.source})"


CATEGORY_WORDS = {
    "recovered": _("Recovered"),
    "improved": _("Improved"),
    "unchanged": _("Unchanged"),
    "deteriorated": _("Got worse"),
    "harmed": _("Got worse, out of the usual range"),
}

CROSSING_WORDS = {
    "improved": _("Into the usual range"),
    "unchanged": _("Did not cross"),
    "deteriorated": _("Out of the usual range"),
}

EFFECT_WORDS = {
    "unclear": _("may be none"),
    "too_small": _("better, but by less than what matters"),
    "perhaps_too_small": _("better, perhaps by less than what matters"),
    "perhaps_enough": _("better, probably by what matters"),
    "large": _("better, by more than what matters"),
    "worse": _("worse"),
}


def _write_shares(answer: ChangeAnswer, file: TextIO) -> None:
    asked = [name for name in OUTCOMES if answer.asks_both or name not in ("recovered", "harmed")]
    rows = []
    for group in answer.groups:
        found = {one.outcome: one for one in shares(answer.outcomes_of(group))}
        clients = str(found["improved"].clients)
        cells = [f"{found[name].count}{_percent(found[name].share)}" for name in asked]
        rows.append([*([_name(group)] if answer.grouped else []), clients, *cells])
    headings = [*([_("Group")] if answer.grouped else []), _("Clients"), *(answer.words[name] for name in asked)]
    write_aligned(file, headings, rows)


def _write_effects(effects: list[FlatRow], file: TextIO) -> None:
    headings = [_("Group"), _("Compared with"), _("Mean difference"), _("Interval"), _("What it says")]
    rows = [
        [
            _name(row["group"]),
            _("the same, before") if row["compared_with"] is None else _name(row["compared_with"]),
            f"{row['difference']:.2f}",
            f"{row['lower']:.2f} to {row['upper']:.2f}",
            EFFECT_WORDS[row["effect"]],
        ]
        for row in effects
    ]
    write_aligned(file, headings, rows)


def _write_clients(answer: ChangeAnswer, file: TextIO) -> None:
    headings = [_("Client"), *([_("Group")] if answer.grouped else []), _("Scores"), _("Change"), _("Index")]
    rows = []
    for row in _client_rows(answer):
        scores = "–" if row["first"] is None else f"{row['first']:g} → {row['latest']:g}"
        change, index = (_plain(row[name]) for name in ("change", "index"))
        word = "–" if row["category"] is None else answer.words[row["category"]]
        group = [_name(row["group"])] if answer.grouped else []
        rows.append([shown(row["client"]), *group, scores, change, index, word])
    write_aligned(file, [*headings, _("Category")], rows)


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f" ({100 * share:.0f} %)"


def _name(group: str | None) -> str:
    return _("(none)") if group is None else shown(group)


def _label(unit: Unit, value: float) -> str | float | int | None:
    return None if math.isnan(value) else occasion_label(unit, float(value))


def _number(value: float | None, digits: int = 4) -> float | int | None:
    """Return a number for a file, whole where it is whole; None where it is not known or has no end."""
    if value is None or not math.isfinite(value):
        return None
    rounded = round(float(value), digits)
    return int(rounded) if rounded.is_integer() else rounded
