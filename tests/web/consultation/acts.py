"""What the tests of consultations do: ask as Wanda, answer as Wim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.web.cast import NOW, TODAY, Cast, write_context
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.consultation.actions.asking import QuestionDraft, ask, write_draft
from unstuck.web.consultation.actions.dialogue import NewMessage, close, decide, write_message
from unstuck.web.consultation.brief import made_from, seal_of
from unstuck.web.consultation.models import Consultation, Ground

WORDS = "What may I be missing with somebody who comes every week and says that nothing moves?"


def question(*colleagues: Person, **given: Any) -> QuestionDraft:
    wanted: dict[str, Any] = {
        "words": WORDS,
        "about_this_stall": True,
        "ground": Ground.STANDING_NOTICE,
        "colleagues": tuple(str(one.public_id) for one in colleagues),
    }
    return QuestionDraft(**(wanted | given))


def drafted(cast: Cast, *colleagues: Person, episode: Episode | None = None, **given: Any) -> Consultation:
    who = colleagues or (() if given.get("group") else (cast.teammate,))
    return write_draft(cast.actor(cast.worker), episode or cast.cleo, question(*who, **given), write_context())


def confirmed(cast: Cast, draft: Consultation, parts: tuple[str, ...] | None = None) -> Consultation:
    content = made_from(draft, TODAY)
    codes = parts if parts is not None else tuple(part["code"] for part in content["parts"])
    return ask(cast.actor(cast.worker), draft, codes, seal_of(content), write_context())


def asked(cast: Cast, *colleagues: Person, **given: Any) -> Consultation:
    return confirmed(cast, drafted(cast, *colleagues, **given))


def answered(cast: Cast, *colleagues: Person, **given: Any) -> Consultation:
    found = asked(cast, *colleagues, **given)
    by = colleagues[0] if colleagues else cast.teammate
    write_message(cast.actor(by), found, NewMessage("Ask what a good week would look like."), write_context())
    return fresh(found)


def decided(cast: Cast, *colleagues: Person, **given: Any) -> Consultation:
    found = answered(cast, *colleagues, **given)
    decide(cast.actor(cast.worker), found, "I will ask about a good week.", write_context())
    return fresh(found)


def closed(cast: Cast, *colleagues: Person, **given: Any) -> Consultation:
    found = decided(cast, *colleagues, **given)
    close(cast.actor(cast.worker), found, "We found a goal that matters.", write_context())
    return fresh(found)


def fresh(one: Consultation) -> Consultation:
    return Consultation.objects.get(pk=one.pk)


def later(days: int) -> WriteContext:
    return WriteContext(NOW + timedelta(days=days), TODAY + timedelta(days=days))
