"""The setting of an agency's alerts: chosen by who may, on record, and everybody in care is judged with it at once."""

from __future__ import annotations

from datetime import date, datetime

from unstuck.population.calibration import BUDGETS
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import BudgetChoice
from unstuck.web.alerts.own_past import choices_of, instruments_with_settings
from unstuck.web.alerts.permissions import check_may_set
from unstuck.web.alerts.policies import check_offered
from unstuck.web.audit.actions import audited
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.models import Episode


def choose_budget(actor: Actor, share: float, *, now: datetime, today: date, key: str | None = None) -> int:
    """Store the setting and judge open work again with it; return how many episodes were looked at."""
    check_may_set(actor)
    check_offered(share, BUDGETS)
    code = "alerts.budget_chosen"
    with audited(code, agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=key) as write:
        before = next((one.share for one in choices_of(actor.agency_id)), None)
        BudgetChoice.objects.create(agency_id=actor.agency_id, share=share, at=now, by_id=actor.id)
        open_work = Episode.objects.filter(client__agency=actor.agency_id, ended_on=None).order_by("pk")
        episodes = list(open_work.values_list("pk", flat=True))
        if episodes and before != share:
            judge_again(episodes, instruments_with_settings(actor.agency_id), now, today)
        write.about("agency", actor.agency_public_id, before=before, share=share, clients=len(episodes))
    return len(episodes)
