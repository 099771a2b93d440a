"""What the tests of advocacy do: plan, write, agree, send, answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.web.cast import TODAY, Cast, write_context
from unstuck.web.advocacy.actions import tasks as acts
from unstuck.web.advocacy.actions.frame import AdvocacyMove
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyTask
from unstuck.web.advocacy.policies import TaskDetails
from unstuck.web.caseload.models import Episode
from unstuck.web.referrals.models import ConsentMethod

OFFICE, ASK, WISH = "Housing office", "Mend the heating", "I want to be warm again."
PARTS = {"about": "Cleo Brook", "ask": ASK, "reasons": "The flat has been cold since October."}


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def details(kind: str = "letter", **more: Any) -> TaskDetails:
    wanted: dict[str, Any] = {
        "office": OFFICE, "ask": ASK, "way": "letter", "doer": "worker", "do_by": ahead(5),
        **({"deadline": ahead(30)} if kind == "appeal" else {}),
        **({"meets_on": ahead(6), "takes_part": "The school\nThe GP"} if kind == "meeting" else {}),
        **({"meets_on": ahead(6), "language": "Dari", "interpreter": "professional"} if kind == "interpreter" else {}),
    }  # fmt: skip
    return TaskDetails(kind=AdvocacyKind(kind), **{**wanted, **more})


def planned(cast: Cast, kind: str = "letter", *, episode: Episode | None = None, **more: Any) -> AdvocacyTask:
    follows = more.pop("follows", None)
    wanted = details(kind, **more)
    return acts.plan_task(cast.actor(cast.worker), episode or cast.cleo, wanted, write_context(), follows=follows)


def written(cast: Cast, task: AdvocacyTask, **parts: str) -> None:
    acts.write_letter(cast.actor(cast.worker), task, parts or PARTS, "1 High Street", write_context())
    task.refresh_from_db()


def agreed(cast: Cast, task: AdvocacyTask, wish: str = WISH, **more: Any) -> None:
    terms = acts.AgreedTerms(wish, more.pop("how", ConsentMethod.SPOKEN), more.pop("on", TODAY), **more)
    acts.agree(cast.actor(cast.worker), task, terms, write_context())
    task.refresh_from_db()


def sent(cast: Cast, kind: str = "letter", **more: Any) -> AdvocacyTask:
    task = planned(cast, kind, **more)
    written(cast, task)
    agreed(cast, task)
    send(cast, task)
    return task


def send(cast: Cast, task: AdvocacyTask, look_on: date | None = None) -> None:
    move = AdvocacyMove("send", TODAY, look_on=look_on or ahead(14))
    acts.send(cast.actor(cast.worker), task, move, write_context())
    task.refresh_from_db()


def answered(cast: Cast, task: AdvocacyTask, outcome: str, words: str = "They wrote so.", **more: Any) -> None:
    terms = acts.AnswerTerms(outcome, TODAY, more.pop("look_on", ahead(14)), words, **more)
    acts.record_outcome(cast.actor(cast.worker), task, terms, write_context())
    task.refresh_from_db()


def moved(cast: Cast, task: AdvocacyTask, action: str, words: str = "So they said.", **more: Any) -> None:
    move = AdvocacyMove(action, TODAY, words, **more)
    acts.follow_task(cast.actor(cast.worker), task, move, write_context())
    task.refresh_from_db()


def page_of(task: AdvocacyTask, rest: str = "") -> str:
    return f"/clients/{task.episode.public_id}/advocacy/{task.public_id}/{rest}"


def all_of(episode: Episode, rest: str = "") -> str:
    return f"/clients/{episode.public_id}/advocacy/{rest}"
