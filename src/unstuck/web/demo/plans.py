"""Plans for some clients of the demonstration: goals that move, the client's words, what was agreed, and a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import cycle

from unstuck.guidance.issue_suggester import suggest
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.current_case import current_cases
from unstuck.web.caseload.models import Engagement, Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.plans.actions import plan as acts
from unstuck.web.plans.actions.issues import confirm_issues
from unstuck.web.plans.actions.ledger import ApproachChoice, choose_approach
from unstuck.web.plans.actions.plan import NewGoal, NewGoalRating, NewPlanPart
from unstuck.web.plans.models import AgreementKind, ApproachEndReason, ChosenBy, ClientWordsTopic
from unstuck.web.plans.queries import ledger, plan_of

CLIENTS = 4
"""So many of each worker's open clients have a plan; to the others, the page shows how to begin."""
SHORTEST = 42
"""Days that the work must have gone on for a plan to have a past."""
WAITING = 5
"""With one open client in so many, nobody has yet confirmed what the work is about."""
CHANGED = ("improved", "recovered", "on_track")
"""States in which the ledger shows a change that went before."""

GOALS = (
    (
        "I want to go out with people again, not only to the shop.",
        ("I stay at home all week", "I go out only when I must", "Out once a week with somebody", "Out twice a week",
         "I ask others to come along"),
    ),
    (
        "I want to sleep through, so that I can be there for my children in the morning.",
        ("Awake most of the night", "Asleep after three most nights", "Asleep by one on four nights",
         "Asleep by midnight on most nights", "I wake up rested"),
    ),
    (
        "I want to get back to work without being afraid of every phone call.",
        ("I leave all calls unanswered", "I call back after days", "I call back the same day",
         "I pick up when I can", "I call people myself"),
    ),
)  # fmt: skip
WORDS = (
    (ClientWordsTopic.NEED, "Somebody who tells me plainly what happens next."),
    (ClientWordsTopic.HOPE, "That one day a whole week goes by without this weight."),
    (ClientWordsTopic.FEAR, "That I am sent away if it takes too long."),
    (ClientWordsTopic.PREFERENCE, "I like doing things better than talking about them. Mindfulness maybe."),
    (ClientWordsTopic.EXPERIENCE, "When my mother was ill, I was the one who held everything together."),
)  # fmt: skip
PARTS = (
    ("A walk on Mondays and Thursdays", AgreementKind.THERAPY, ChosenBy.CLIENT),
    ("Tablets in the morning, with breakfast", AgreementKind.MEDICATION, ChosenBy.TOGETHER),
    ("The allotment group on Saturdays", AgreementKind.COMMUNITY_SUPPORT, ChosenBy.CLIENT),
)  # fmt: skip


def add_plans(workers: Sequence[Actor], now: datetime, today: date) -> None:
    """Give some clients of each worker a plan."""
    context = WriteContext(now, today)
    for worker in workers:
        open_ones = episodes_for(worker).filter(worker_id=worker.id, ended_on=None).select_related("standing", "client")
        _confirm(worker, list(open_ones), context)
        old = [one for one in open_ones if (today - one.started_on).days >= SHORTEST]
        changed = [one for one in sorted(old, key=lambda one: -one.standing.scores) if one.standing.code in CHANGED]
        changed = changed[: CLIENTS // 2]
        stuck = sorted((one for one in old if one not in changed), key=_as_the_caseload)[: CLIENTS - CLIENTS // 2]
        for place, episode in enumerate([*stuck, *changed]):
            _plan(worker, episode, place, context)
            if episode.standing.code in CHANGED:
                _change(worker, episode, context)
        if changed:
            _fall(worker, changed[0], context)


def _confirm(worker: Actor, episodes: Sequence[Episode], context: WriteContext) -> None:
    """Confirm what the work is about as its words suggest, except with some of the clients."""
    cases = current_cases(episodes, context.today)
    for place, episode in enumerate(episodes):
        suggested = [one.issue for one in suggest(cases[episode.pk].treatment.presenting_problems or ())]
        if suggested and place % WAITING:
            confirm_issues(worker, episode, suggested, context)


def _as_the_caseload(episode: Episode) -> tuple[list[float], str]:
    return episode.standing.urgency, episode.client.called


def _plan(worker: Actor, episode: Episode, place: int, context: WriteContext) -> None:
    goals = cycle(GOALS[place % len(GOALS) :] + GOALS[: place % len(GOALS)])
    better = episode.standing.code in CHANGED
    for number in range(2 if place % 2 else 1):
        words, levels = next(goals)
        new_goal = NewGoal(words, levels, _ago(context, 5), -2 if number else -1, 2 - number, chosen_by=ChosenBy.CLIENT)
        goal = acts.set_goal(worker, episode, new_goal, context)
        acts.rate_goal(worker, goal, NewGoalRating(0 if better else -1, _ago(context, 2), ChosenBy.TOGETHER), context)
        if better and number:
            acts.move_goal(worker, goal, "reach", _ago(context, 1), "We looked at the first page and laughed.", context)
    for kind, words in WORDS[place % 2 :: 2]:
        acts.record_words(worker, episode, kind, words, _ago(context, 4), context)
    for words, agreed, chosen_by in PARTS[: 1 + place % len(PARTS)]:
        acts.agree_part(worker, episode, NewPlanPart(words, agreed, chosen_by, _ago(context, 4)), context)
    if place == 1:
        plan = plan_of(episode)
        fears = plan.words_now(ClientWordsTopic.FEAR) or plan.words_now(ClientWordsTopic.HOPE)
        acts.end_words(worker, fears[0], "We talked about how long this can go on.", _ago(context, 1), context)
        acts.drop_part(worker, plan.agreed[0].part, _ago(context, 1), "Mondays are too full.", context)


def _change(worker: Actor, episode: Episode, context: WriteContext) -> None:
    """Change the approach in the middle of the work, so that its page can compare before and after."""
    on = episode.started_on + (context.today - episode.started_on) / 2
    present = [line for line in ledger(episode) if line.going_on and line.first.on < on]
    if not present or any(line.first.on >= on for line in ledger(episode)):
        return
    reasons = [{"code": "C.3-preferred", "text": "The client prefers it: mindfulness."}]
    choice = ApproachChoice(
        code="mindfulness",
        on=on,
        chosen_by=ChosenBy.TOGETHER,
        words="We looked at three ways. “I would rather learn something I can do at home.”",
        ends=[line.first for line in present],
        because=ApproachEndReason.NO_GAIN,
        reasons=reasons,
    )
    choose_approach(worker, episode, choice, context)


def _fall(worker: Actor, episode: Episode, context: WriteContext) -> None:
    """Let alliance fall while scores improve (A.4)."""
    before = Engagement(on=_ago(context, 3), alliance=9, willingness=8, medication="as_agreed", therapy="as_agreed")
    quote = "I am not sure that you noticed what I stopped talking about."
    now = Engagement(on=_ago(context, 0), alliance=6, willingness=7, medication="partly", words=quote)
    for row in (before, now):
        record_facts(worker, episode, [row], context)


def _ago(context: WriteContext, weeks: int) -> date:
    return context.today - timedelta(weeks=weeks)
