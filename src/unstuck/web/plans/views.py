"""The plan of a client: pages and forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.guidance.catalogue import catalogue
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.fact_choices import approach_called
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.components import dates
from unstuck.web.plans import forms as plan_forms
from unstuck.web.plans import permissions
from unstuck.web.plans.actions import ledger as ledger_acts
from unstuck.web.plans.actions import plan as acts
from unstuck.web.plans.actions.issues import confirm_issues
from unstuck.web.plans.models import AgreementKind, ApproachEndReason, ChosenBy, ClientWordsTopic, Goal
from unstuck.web.plans.presenters.issues import issues_page
from unstuck.web.plans.presenters.options import options_page, reasons_now, sheet_page, waits_for_talk_alone
from unstuck.web.plans.presenters.plan import plan_page
from unstuck.web.plans.queries import ledger, working_goals
from unstuck.web.plans.workflow import GOAL

Fields = Mapping[str, Any]


@require_safe
@never_cache
def plan(request: Request, episode: UUID) -> HttpResponse:
    """Show the plan."""
    page = plan_page(request.actor, readable(request, episode), dates.today())
    return render(request, "plans/plan.html", {"page": page})


@require_safe
@never_cache
def options(request: Request, episode: UUID) -> HttpResponse:
    """Show the ways of working, ranked for this client, each rank explained."""
    page = options_page(request.actor, readable(request, episode), dates.today())
    return render(request, "plans/options.html", {"page": page})


@require_safe
@never_cache
def sheet(request: Request, episode: UUID) -> HttpResponse:
    """Show the sheet on which worker and client choose together."""
    page = sheet_page(readable(request, episode), request.GET.getlist("option"), dates.today())
    return render(request, "plans/sheet.html", {"page": page})


def issues(request: Request, episode: UUID) -> HttpResponse:
    """Choose or confirm what the work is about: what words on record suggest is named, and nothing ticked for it."""
    current = own(request, episode)
    shown = issues_page(current, dates.today())
    leads_to = reverse("plans:options", args=[current.public_id])

    def act(fields: Fields, key: str) -> str:
        confirm_issues(request.actor, current, fields["codes"], write_context(fields, key))
        return leads_to

    page = client_form_page(
        request, current, "plans/issues.html", plan_forms.IssuesForm, act, leads_to,
        initial={"codes": shown.confirmed}, saved=_("Saved. The ways of working are ranked by it from now on."),
        context={"page": shown, "title": _("What this work is about")},
    )  # fmt: skip
    return answer(request, page)


def choose(request: Request, episode: UUID) -> HttpResponse:
    """Begin an approach chosen with the client: the one that the address names, or one by its own name."""
    current, approach = own(request, episode), request.GET.get("approach", "")
    known = catalogue().approaches.get(approach)
    if known is None and approach:
        raise Http404
    present = [line.first for line in ledger(current) if line.going_on and line.code != approach]

    def act(fields: Fields, key: str) -> str:
        code = approach if known else " ".join(fields["called"].split())
        picked = [step for step in present if str(step.pk) in fields.get("ends", ())]
        choice = ledger_acts.ApproachChoice(
            code=code,
            on=fields["on"],
            chosen_by=ChosenBy(fields["chosen_by"]),
            words=fields["words"],
            ends=picked,
            because=ApproachEndReason(fields["because"]) if picked else None,
            reasons=reasons_now(current, code, dates.today()),
            seen_alone=bool(fields.get("seen_alone")),
        )
        ledger_acts.choose_approach(request.actor, current, choice, write_context(fields, key))
        return _page(current, "#approaches")

    name = known.name if known else _("another way of working")
    about = [known.says, _("What it asks of the client: %(asks)s") % {"asks": known.asks}] if known else []
    page = _form_page(
        request, current, plan_forms.ChooseApproachForm, act,
        title=_("Choose: %(approach)s") % {"approach": name}, about=about,
        saved=_("The choice is recorded. In a few weeks, look together at what it has changed."),
        back=reverse("plans:options", args=[current.public_id]), present=present, named=known is not None,
        ask_alone=waits_for_talk_alone(current, approach, dates.today()),
    )  # fmt: skip
    return answer(request, page)


def end(request: Request, episode: UUID, step: int) -> HttpResponse:
    """End an approach, with no other to replace it."""
    current = own(request, episode)
    began = get_object_or_404(ApproachStep, pk=step, episode=current)
    if began.ends_id is not None:
        raise Http404

    def act(fields: Fields, key: str) -> str:
        reason, chosen_by = ApproachEndReason(fields["because"]), ChosenBy(fields["chosen_by"])
        at = write_context(fields, key)
        ledger_acts.end_approach(request.actor, current, began, reason, chosen_by, fields["on"], fields["words"], at)
        return _page(current, "#approaches")

    title = _("End: %(approach)s") % {"approach": approach_called(began.code)}
    about = [_("To begin another way of working at the same time, choose it from the list instead.")]
    return answer(request, _form_page(request, current, plan_forms.EndApproachForm, act, title=title, about=about))


def goal_add(request: Request, episode: UUID) -> HttpResponse:
    """Set a goal."""
    current = own(request, episode)

    def act(fields: Fields, key: str) -> str:
        new = acts.NewGoal(
            words=fields["words"],
            levels=fields["levels"],
            on=fields["on"],
            level=int(fields["level"] or 0),
            weight=int(fields["weight"] or 1),
            area=fields["area"],
            chosen_by=ChosenBy(fields["chosen_by"]),
        )
        acts.set_goal(request.actor, current, new, write_context(fields, key))
        return _page(current, "#goals")

    page = _form_page(
        request, current, plan_forms.GoalForm, act, title=_("Set a goal"), template="plans/goal.html"
    )  # fmt: skip
    return answer(request, page)


def goal_describe(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Say what the steps of a goal look like that was written without them."""
    current = own(request, episode)
    aim = _goal(request, current, goal)

    def act(fields: Fields, key: str) -> str:
        levels = tuple(fields[name] for name in plan_forms.LEVEL_NAMES)
        rating = acts.NewGoalRating(int(fields["level"]), fields["on"], ChosenBy.TOGETHER)
        acts.describe_goal(request.actor, aim, levels, rating, write_context(fields, key))
        return _page(current, "#goals")

    about = [_("Begin with what would be good enough. From then on you can say how far the goal has come.")]
    title = _("What do the steps look like?")
    page = _form_page(
        request, current, plan_forms.GoalStepsForm, act, title=title, about=about, quoted=aim.words
    )  # fmt: skip
    return answer(request, page)


def goal_rate(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Say how far a goal has come."""
    current = own(request, episode)
    aim = _goal(request, current, goal)

    def act(fields: Fields, key: str) -> str:
        rating = acts.NewGoalRating(int(fields["level"]), fields["on"], ChosenBy(fields["rated_by"]), fields["words"])
        acts.rate_goal(request.actor, aim, rating, write_context(fields, key))
        return _page(current, "#goals")

    page = _form_page(
        request, current, plan_forms.GoalRatingForm, act, title=_("Rate the goal"), quoted=aim.words, goal=aim
    )  # fmt: skip
    return answer(request, page)


def goal_reword(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Put a goal in other words."""
    current = own(request, episode)
    aim = _goal(request, current, goal)

    def act(fields: Fields, key: str) -> str:
        acts.reword_goal(request.actor, aim, fields["words"], fields["on"], write_context(fields, key))
        return _page(current, "#goals")

    about = [
        _("The levels and ratings stay, and the earlier words can still be read."),
        _("If the client wants something else, set this goal aside and set another."),
    ]
    title = _("The goal in other words")
    return answer(
        request, _form_page(request, current, plan_forms.GoalRewordForm, act, title=title, about=about, goal=aim)
    )


def goal_move(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Record that a goal was reached, set aside, or is worked on again."""
    current = own(request, episode)
    aim = _goal(request, current, goal)

    def act(fields: Fields, key: str) -> str:
        acts.move_goal(request.actor, aim, fields["action"], fields["on"], fields["words"], write_context(fields, key))
        return _page(current, "#goals")

    actions = [(row.action, row.words) for row in GOAL.open_actions(aim.state) if row.action not in ("rate", "reword")]
    title = _("Reached, or set aside")
    page = _form_page(request, current, plan_forms.GoalMoveForm, act, title=title, quoted=aim.words, actions=actions)
    return answer(request, page)


def said_add(request: Request, episode: UUID) -> HttpResponse:
    """Record a need, a preference, a hope, a fear or what the client has been through."""
    current = own(request, episode)

    def act(fields: Fields, key: str) -> str:
        topic, at = ClientWordsTopic(fields["kind"]), write_context(fields, key)
        acts.record_words(request.actor, current, topic, fields["words"], fields["on"], at)
        return _page(current, "#words")

    return answer(
        request, _form_page(request, current, plan_forms.ClientWordsForm, act, title=_("What matters to the client"))
    )


def said_end(request: Request, episode: UUID, said: int) -> HttpResponse:
    """Record that what the client said is no longer the case."""
    current = own(request, episode)
    row = get_object_or_404(permissions.words_for(request.actor).select_related("episode"), pk=said, episode=current)

    def act(fields: Fields, key: str) -> str:
        acts.end_words(request.actor, row, fields["words"], fields["on"], write_context(fields, key))
        return _page(current, "#words")

    title = _("No longer the case")
    return answer(request, _form_page(request, current, plan_forms.NoLongerForm, act, title=title, quoted=row.words))


def part_add(request: Request, episode: UUID) -> HttpResponse:
    """Record one thing that was agreed."""
    current = own(request, episode)
    goals = {str(row.goal.public_id): row.goal for row in working_goals(current)}

    def act(fields: Fields, key: str) -> str:
        goal = goals.get(fields.get("goal", ""))
        chosen_by = ChosenBy(fields["chosen_by"])
        new = acts.NewPlanPart(fields["words"], AgreementKind(fields["agreed"]), chosen_by, fields["on"], goal)
        acts.agree_part(request.actor, current, new, write_context(fields, key))
        return _page(current, "#parts")

    choices = [(key, goal.words[:80]) for key, goal in goals.items()]
    page = _form_page(request, current, plan_forms.PlanPartForm, act, title=_("Add to the plan"), goals=choices)
    return answer(request, page)


def part_drop(request: Request, episode: UUID, part: int) -> HttpResponse:
    """Record that a part of the plan is no longer agreed."""
    current = own(request, episode)
    row = get_object_or_404(permissions.parts_for(request.actor).select_related("episode"), pk=part, episode=current)

    def act(fields: Fields, key: str) -> str:
        acts.drop_part(request.actor, row, fields["on"], fields["words"], write_context(fields, key))
        return _page(current, "#parts")

    title = _("No longer agreed")
    return answer(request, _form_page(request, current, plan_forms.NoLongerForm, act, title=title, quoted=row.words))


def _form_page(
    request: Request,
    episode: Episode,
    make: Callable[..., forms.Form],
    act: Callable[[Fields, str], str],
    *,
    title: str,
    about: list[str] | None = None,
    quoted: str = "",
    saved: str = "",
    back: str = "",
    template: str = "plans/form.html",
    **options: Any,
) -> FormPage:
    """Return the page of a form about a plan."""
    return client_form_page(
        request,
        episode,
        template,
        lambda typed, **initial: make(typed, today=dates.today(), **initial, **options),
        act,
        _page(episode),
        saved=saved or _("Saved."),
        context={
            "title": title,
            "about": about or [],
            "quoted": quoted,
            "back": back or _page(episode),
            "back_words": _("Ways of working") if back else _("The plan"),
        },
    )


def _goal(request: Request, episode: Episode, goal: UUID) -> Goal:
    goals = permissions.goals_for(request.actor).select_related("episode")
    return get_object_or_404(goals, public_id=goal, episode=episode)


def _page(episode: Episode, part: str = "") -> str:
    return reverse("plans:plan", args=[episode.public_id]) + part
