"""Scores judged with a curve that has been replaced, as after an upgrade: a state must not rest on a question that is
no longer asked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.judging import curve_of
from unstuck.web.caseload.models import Episode, State
from unstuck.web.components.batches import in_parts


def judge_with_new_curves(now: datetime, today: date) -> int:
    """Judge open work again where its latest states rest on an older curve; return how many episodes. Once a day."""
    judged = 0
    for agency in Agency.objects.all():
        outdated = _outdated(agency)
        if not outdated:
            continue
        with audited("clients.brought_up_to_date", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            for instrument, episodes in outdated.items():
                judge_again(episodes, [instrument], now, today)
            changed = len({episode for episodes in outdated.values() for episode in episodes})
            write.about("clients", "", changed=changed)
            judged += changed
    return judged


def _outdated(agency: Agency) -> dict[str, list[int]]:
    """Return the open episodes, by instrument, whose newest state names another curve than the one in use now."""
    open_work = Episode.objects.filter(client__agency=agency, ended_on=None).order_by("pk")
    found = defaultdict(list)
    for part in in_parts(list(open_work.values_list("pk", flat=True))):
        newest: dict[tuple[int, str], str | None] = {}
        rows = State.objects.filter(episode__in=part).order_by("pk")
        for episode, instrument, curve in rows.values_list("episode", "instrument", "evidence__curve"):
            newest[episode, instrument] = curve
        for (episode, instrument), curve in newest.items():
            if curve != _id(instrument):
                found[instrument].append(episode)
    return dict(found)


def _id(instrument: str) -> str | None:
    curve = curve_of(instrument)
    return curve.id if curve else None
