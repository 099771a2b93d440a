"""First steps that the rules see otherwise now, as after an upgrade: a row must not say what its page does not."""

from __future__ import annotations

from datetime import date, datetime

from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.caseload.next_steps import Steps, place_on, step_on, steps_and_places
from unstuck.web.components.batches import in_parts

AT_ONCE = 200


def advise_again(now: datetime, today: date) -> int:
    """Store the first steps of open work that are others now, agency by agency; return how many. Called once a day."""
    changed = 0
    for agency in Agency.objects.all():
        if not _outdated(agency, today):
            continue
        with audited("clients.brought_up_to_date", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            standings = _outdated(agency, today)
            Standing.objects.bulk_update(standings, ["steps", "places", "heard_on"], batch_size=AT_ONCE)
            write.about("clients", "", changed=len(standings))
            changed += len(standings)
    return changed


def _outdated(agency: Agency, today: date) -> list[Standing]:
    """Return the standings whose first steps are others, with those set."""
    open_work = Episode.objects.filter(client__agency=agency, ended_on=None).order_by("pk")
    outdated = []
    for part in in_parts(list(open_work.values_list("pk", flat=True))):
        facts = facts_of(part, names=False)
        for standing in Standing.objects.select_related("state").filter(episode__in=part):
            chance = standing.state.probability if standing.state else None
            episode_facts = facts[standing.episode_id]
            steps, places = steps_and_places(episode_facts, standing.code, chance, standing.since, today)
            moved = place_on(standing.places, today.isoformat()) != place_on(places, today.isoformat())
            heard_otherwise = standing.heard_on != episode_facts.heard_on
            if moved or heard_otherwise or _differ(standing.steps, steps, today):
                outdated.append(standing)
                standing.steps, standing.places, standing.heard_on = steps, places, episode_facts.heard_on
    return outdated


def _differ(before: Steps, after: Steps, today: date) -> bool:
    turns = {date.fromisoformat(start) for start, _code, _title in (*before, *after)}
    return any(step_on(before, day) != step_on(after, day) for day in {today, *(day for day in turns if day > today)})
