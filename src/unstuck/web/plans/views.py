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
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.caseload.queries import facts_of_kind
from unstuck.web.caseload.questions import approach_called
from unstuck.web.components import dates
from unstuck.web.plans import forms as asked
from unstuck.web.plans import permissions, presenters
from unstuck.web.plans.actions import ledger as ledger_acts
from unstuck.web.plans.actions import plan as acts
from unstuck.web.plans.models import Agreed, Because, Chosen, Goal, Kind
from unstuck.web.plans.queries import ledger, working_goals
from unstuck.web.plans.workflow import GOAL

Fields = Mapping[str, Any]


@require_safe
@never_cache
def plan(request: Request, episode: UUID) -> HttpResponse:
    """Show the plan."""
    return render(
        request, "plans/plan.html", presenters.plan_page(request.actor, readable(request, episode), dates.today())
    )


@require_safe
@never_cache
def options(request: Request, episode: UUID) -> HttpResponse:
    """Show the ways of working, ranked for this client, each rank explained."""
    found = readable(request, episode)
    return render(request, "plans/options.html", presenters.options_page(request.actor, found, dates.today()))


@require_safe
@never_cache
def sheet(request: Request, episode: UUID) -> HttpResponse:
    """Show the sheet on which worker and client choose together."""
    found, wanted = readable(request, episode), request.GET.getlist("option")
    return render(request, "plans/sheet.html", presenters.sheet_page(found, wanted, dates.today()))


def choose(request: Request, episode: UUID) -> HttpResponse:
    """Begin an approach that was chosen with the client: the one that the address names, or one by its own name."""
    found, approach = own(request, episode), request.GET.get("approach", "")
    known = catalogue().approaches.get(approach)
    if known is None and approach:
        raise Http404
    present = [line.first for line in ledger(found) if line.going_on and line.code != approach]

    def act(fields: Fields, key: str) -> str:
        code = approach if known else " ".join(fields["called"].split())
        picked = [one for one in present if str(one.pk) in fields.get("ends", ())]
        choice = ledger_acts.Choice(
            code=code,
            on=fields["on"],
            chosen_by=Chosen(fields["chosen_by"]),
            words=fields["words"],
            ends=picked,
            because=Because(fields["because"]) if picked else None,
            reasons=presenters.reasons_now(found, code, dates.today()),
        )
        ledger_acts.choose_approach(request.actor, found, choice, write_context(fields, key))
        return _page(found, "#approaches")

    name = known.name if known else _("another way of working")
    about = [known.says, _("It asks of the client: %(asks)s") % {"asks": known.asks}] if known else []
    page = _about(
        request, found, asked.ChooseForm, act, title=_("Choose: %(approach)s") % {"approach": name}, about=about,
        saved=_("The choice is in the ledger. Look together in a few weeks at what it changed."),
        back=reverse("plans:options", args=[found.public_id]), present=present, named=known is not None,
    )  # fmt: skip
    return answer(request, page)


def end(request: Request, episode: UUID, step: int) -> HttpResponse:
    """End an approach without another one."""
    found = own(request, episode)
    began = get_object_or_404(facts_of_kind(found, "approach"), pk=step)
    if not isinstance(began, ApproachStep) or began.ends_id is not None:
        raise Http404

    def act(fields: Fields, key: str) -> str:
        why, by = Because(fields["because"]), Chosen(fields["chosen_by"])
        at = write_context(fields, key)
        ledger_acts.end_approach(request.actor, found, began, why, by, fields["on"], fields["words"], at)
        return _page(found, "#approaches")

    title = _("End: %(approach)s") % {"approach": approach_called(began.code)}
    about = [_("To begin another way of working at the same time, choose it among the options instead.")]
    return answer(request, _about(request, found, asked.EndForm, act, title=title, about=about))


def goal_add(request: Request, episode: UUID) -> HttpResponse:
    """Set a goal."""
    found = own(request, episode)

    def act(fields: Fields, key: str) -> str:
        levels = tuple(fields[name] for name in ("much_less", "less", "expected", "more", "much_more"))
        wanted = acts.NewGoal(
            words=fields["words"],
            levels=levels,
            on=fields["on"],
            level=int(fields["level"]),
            weight=int(fields["weight"]),
            area=fields["area"],
            chosen_by=Chosen(fields["chosen_by"]),
        )
        acts.set_goal(request.actor, found, wanted, write_context(fields, key))
        return _page(found, "#goals")

    about = [_("One goal, in the client's words. Then five steps: begin with what would be good enough.")]
    return answer(request, _about(request, found, asked.GoalForm, act, title=_("Set a goal"), about=about))


def goal_rate(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Say how far a goal has come."""
    found = own(request, episode)
    aim = _goal(request, found, goal)

    def act(fields: Fields, key: str) -> str:
        rating = acts.Rating(int(fields["level"]), fields["on"], Chosen(fields["rated_by"]), fields["words"])
        acts.rate_goal(request.actor, aim, rating, write_context(fields, key))
        return _page(found, "#goals")

    page = _about(
        request, found, asked.RatingForm, act, title=_("How far has it come?"), quoted=aim.words, goal=aim
    )  # fmt: skip
    return answer(request, page)


def goal_reword(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Put a goal in other words."""
    found = own(request, episode)
    aim = _goal(request, found, goal)

    def act(fields: Fields, key: str) -> str:
        acts.reword_goal(request.actor, aim, fields["words"], fields["on"], write_context(fields, key))
        return _page(found, "#goals")

    about = [
        _("The levels and the ratings stay, and the words before can still be read."),
        _("Where the client wants something else, set this goal aside and set another."),
    ]
    title = _("The goal in other words")
    return answer(request, _about(request, found, asked.RewordForm, act, title=title, about=about, goal=aim))


def goal_move(request: Request, episode: UUID, goal: UUID) -> HttpResponse:
    """Mark a goal as reached, set aside or taken up again."""
    found = own(request, episode)
    aim = _goal(request, found, goal)

    def act(fields: Fields, key: str) -> str:
        acts.move_goal(request.actor, aim, fields["action"], fields["on"], fields["words"], write_context(fields, key))
        return _page(found, "#goals")

    actions = [(one.action, one.words) for one in GOAL.open_actions(aim.state) if one.action not in ("rate", "reword")]
    title = _("What becomes of this goal?")
    page = _about(request, found, asked.GoalMoveForm, act, title=title, quoted=aim.words, actions=actions)
    return answer(request, page)


def said_add(request: Request, episode: UUID) -> HttpResponse:
    """Record a need, a preference, a hope, a fear or what the client lived through."""
    found = own(request, episode)

    def act(fields: Fields, key: str) -> str:
        kind, at = Kind(fields["kind"]), write_context(fields, key)
        acts.record_words(request.actor, found, kind, fields["words"], fields["on"], at)
        return _page(found, "#words")

    return answer(request, _about(request, found, asked.SaidForm, act, title=_("What matters to the client")))


def said_end(request: Request, episode: UUID, said: int) -> HttpResponse:
    """Mark what the client said as no longer so."""
    found = own(request, episode)
    row = get_object_or_404(permissions.said_for(request.actor).select_related("episode"), pk=said, episode=found)

    def act(fields: Fields, key: str) -> str:
        acts.end_words(request.actor, row, fields["words"], fields["on"], write_context(fields, key))
        return _page(found, "#words")

    title = _("No longer so")
    return answer(request, _about(request, found, asked.NoLongerForm, act, title=title, quoted=row.words))


def part_add(request: Request, episode: UUID) -> HttpResponse:
    """Record one thing that was agreed."""
    found = own(request, episode)
    goals = {str(one.goal.public_id): one.goal for one in working_goals(found)}

    def act(fields: Fields, key: str) -> str:
        goal = goals.get(fields.get("goal", ""))
        by = Chosen(fields["chosen_by"])
        wanted = acts.NewPart(fields["words"], Agreed(fields["agreed"]), by, fields["on"], goal)
        acts.agree_part(request.actor, found, wanted, write_context(fields, key))
        return _page(found, "#parts")

    choices = [(key, goal.words[:80]) for key, goal in goals.items()]
    page = _about(request, found, asked.PartForm, act, title=_("What was agreed"), goals=choices)
    return answer(request, page)


def part_drop(request: Request, episode: UUID, part: int) -> HttpResponse:
    """Mark a part of the plan as no longer agreed."""
    found = own(request, episode)
    row = get_object_or_404(permissions.parts_for(request.actor).select_related("episode"), pk=part, episode=found)

    def act(fields: Fields, key: str) -> str:
        acts.drop_part(request.actor, row, fields["on"], fields["words"], write_context(fields, key))
        return _page(found, "#parts")

    title = _("No longer agreed")
    return answer(request, _about(request, found, asked.NoLongerForm, act, title=title, quoted=row.words))


def _about(
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
    **options: Any,
) -> FormPage:
    """Return the page of a form about a plan."""
    return client_form_page(
        request,
        episode,
        "plans/form.html",
        lambda typed, **given: make(typed, today=dates.today(), **given, **options),
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
