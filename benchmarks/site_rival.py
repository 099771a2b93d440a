"""The same site, with every client's state computed in the request from the stored scores: the usual way.

Only `open_rows` differs: it loads the scores of all clients, judges them with the same library, and makes the same
rows. The first next step is read as it is stored, which spares the rival the pathway and the facts that it needs.
"""

# ruff: noqa: E402  (models can be imported only once Django is set up)
from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
django.setup()

from django.db.models import TextField
from django.db.models.functions import Cast

from unstuck.interop.analysis import Record
from unstuck.reporting.words import states
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.standings import series_of
from unstuck.web.caseload.judging import FirstScores, judge, measure
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.config.wsgi import application
from unstuck.web.home.open_rows import OpenEpisodeRow
from unstuck.web.home.presenters import caseload

INSTRUMENT = "PHQ-9"
RANK = {words.code: rank for rank, words in enumerate(states())}


def open_rows(actor: Actor, workers: Collection[int], _also: Collection[UUID] = ()) -> list[OpenEpisodeRow]:
    """Return the rows of caseload.queries.open_rows for clients with scores on one questionnaire."""
    found = (
        episodes_for(actor)
        .filter(ended_on=None, worker_id__in=workers)
        .annotate(written=Cast("public_id", TextField()), by=Cast("standing__answer_by", TextField()))
    )
    columns = (
        "pk",
        "written",
        "worker_id",
        "started_on",
        "client__name",
        "client__reference",
        "standing__steps",
        "standing__worth_a_look",
        "standing__review",
        "standing__outside_due",
        "standing__deadline",
        "standing__heard_on",
        "standing__places",
        "standing__watched_by",
        "by",
    )
    known = {values[0]: values[1:] for values in found.values_list(*columns)}
    series = series_of(list(known), INSTRUMENT)
    judged = groupby(judge(INSTRUMENT, series, FirstScores()), key=lambda one: one.episode)
    said = {episode: [one.record for one in records] for episode, records in judged}
    return [_row(known[one.episode], one.days, said[one.episode]) for one in series]


def _row(known: tuple[Any, ...], days: Sequence[float], records: list[Record]) -> OpenEpisodeRow:
    episode, worker, started_on, name, reference, steps, worth_a_look, review, due, deadline, *safe = known
    told, places, watched, answer = safe
    last: Any = records[-1]
    since, heard = date.fromisoformat(last["since"]), date.fromordinal(EPOCH + int(days[-1]))
    return OpenEpisodeRow(
        episode=episode,
        worker_id=worker,
        started_on=started_on.isoformat(),
        name=name,
        reference=reference,
        code=last["state"],
        urgency=_urgency(last, since, heard),
        instrument=INSTRUMENT,
        scores=len(days),
        reason=last["reasons"][0]["text"] if last["reasons"] else "",
        since=since.isoformat(),
        steps=steps,
        worth_a_look=worth_a_look,
        outside_due=due.isoformat() if due else None,
        deadline=deadline.isoformat() if deadline else None,
        review=review,
        heard_on=told.isoformat() if told else None,
        places=places,
        watched_by=watched,
        answer_by=answer,
    )


EPOCH = date(1970, 1, 1).toordinal()


def _urgency(last: Any, since: date, heard: date) -> list[float]:
    chance = -1.0 if last["probability"] is None else last["probability"]
    if last["state"] != "deteriorating":
        return [RANK[last["state"]], -float((heard - since).days), -chance]
    return [RANK[last["state"]], -chance, -measure(INSTRUMENT).sign * (last["reliable_change"]["change"] or 0.0)]


def served() -> Callable[..., Any]:
    """Return the site's application with the rival's rows, for gunicorn."""
    vars(caseload)["open_rows"] = open_rows
    return application
