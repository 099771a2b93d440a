"""What the tests of a client's own page do: make it as the worker, open it as the client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.client_pages import actions
from unstuck.web.client_pages.models import PageLink
from unstuck.web.client_pages.tokens import page_code, page_token
from unstuck.web.plans.actions import plan
from unstuck.web.plans.models import AgreementKind, ChosenBy, Goal, PlanPart
from unstuck.web.safety.actions.care import save_safety_plan, say_safe_way

SIGNS, LEVELS = "I stop answering messages.", ("Never", "Once", "Twice a week", "Most days", "Every day")
ALL = ("plan", "goals", "safety", "support")


def context(now: datetime = NOW) -> WriteContext:
    return WriteContext(now, TODAY)


def make_page(cast: Cast, parts: Sequence[str] | None = ALL, now: datetime = NOW) -> PageLink:
    """Make Cleo's page; `parts`: what she told her worker that she wants to see, None: nothing was asked yet."""
    worker = cast.actor(cast.worker)
    say_safe_way(worker, cast.cleo, "Call in the mornings.", ["letter"], context(now))
    if parts is not None:
        actions.choose_parts_with_client(worker, cast.cleo, parts, context(now))
    return actions.make_page_link(worker, cast.cleo, "phone", context(now))


def fill_page(cast: Cast) -> tuple[PlanPart, Goal]:
    """Give Cleo a plan, a goal and a safety plan."""
    worker = cast.actor(cast.worker)
    part = plan.agree_part(
        worker, cast.cleo, plan.NewPlanPart("A walk every day.", AgreementKind.OTHER, ChosenBy.WORKER, TODAY), context()
    )
    new = plan.NewGoal("See friends again.", LEVELS, TODAY, chosen_by=ChosenBy.CLIENT)
    goal = plan.set_goal(worker, cast.cleo, new, context())
    texts = {"signs": SIGNS, "professionals": "My worker.", "surroundings": "Mina keeps the tablets."}
    save_safety_plan(worker, cast.cleo, TODAY, texts, context())
    return part, goal


def address(link: PageLink, rest: str = "") -> str:
    return f"/mine/{page_token(link.seed)}/{rest}"


def opened(browser: Browser, link: PageLink) -> str:
    """Put in the code, and return what stands on the page after it."""
    browser.post(address(link), {"code": page_code(link.seed)})
    return browser.get(address(link), follow=True).content.decode()
