"""What each kind of task asks for, in words: its form, its answers, and what may carry it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyOutcome
from unstuck.web.referrals.models import ContactMethod

Outcome = AdvocacyOutcome
_DECISIONS = (Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED, Outcome.NO_ANSWER)

OUTCOMES: Mapping[str, tuple[AdvocacyOutcome, ...]] = {
    AdvocacyKind.LETTER: _DECISIONS,
    AdvocacyKind.CLAIM: _DECISIONS,
    AdvocacyKind.APPEAL: _DECISIONS,
    AdvocacyKind.BENEFIT_CHECK: (Outcome.ENTITLED, Outcome.NOTHING_MORE, Outcome.NO_ANSWER),
    AdvocacyKind.MEETING: (Outcome.HELD, Outcome.NOT_HELD),
    AdvocacyKind.INTERPRETER: (Outcome.CAME, Outcome.DID_NOT_COME),
}
"""The answers that fit each kind."""

APPEALABLE = (Outcome.REFUSED, Outcome.PARTLY)
"""Answers that may be appealed against: the last day for it is asked for."""

NEEDS_NO_WORDS = (Outcome.CAME,)
"""Answers that say everything; all others are recorded with words."""

HAS_A_DAY = (AdvocacyKind.MEETING, AdvocacyKind.INTERPRETER)
"""Kinds that take place on a day, after which they come up again."""


@dataclass(frozen=True)
class KindWords:
    """One kind in words. `when`: when it is the right one; `office`, `ask`: the questions of its form."""

    when: str
    title: str
    office: str
    ask: str
    send: str
    answer: str


def kind_words() -> Mapping[str, KindWords]:
    """Return the words of each kind, in the order in which they are offered."""
    letter, answer = _("Send it"), _("Record the answer")
    return {
        AdvocacyKind.LETTER: KindWords(
            _("Ask an agency, a landlord, a school or a court for something, or set something right."),
            _("A letter for the client"), _("Who is it to?"), _("What do you ask them to do?"), letter, answer,
        ),
        AdvocacyKind.CLAIM: KindWords(
            _("Apply for a benefit, a grant or a service that the client is entitled to."),
            _("A claim for the client"), _("Who decides on it?"), _("What is claimed?"), letter, answer,
        ),
        AdvocacyKind.APPEAL: KindWords(
            _("A decision was wrong, or left something out. It has a last day, which is shown on every list."),
            _("An appeal for the client"), _("Who is it to?"), _("Which decision is it about, and what should change?"),
            letter, answer,
        ),
        AdvocacyKind.BENEFIT_CHECK: KindWords(
            _("Find out what the client is entitled to and does not get yet."),
            _("A benefit check"), _("Who works it out?"), _("What should be looked at?"),
            _("Begin it"), _("Record what they are entitled to"),
        ),
        AdvocacyKind.MEETING: KindWords(
            _("Several people help, and nobody knows who does what. Sit down together, with the client."),
            _("A meeting of the helpers"), _("Where is it, or who invites?"), _("What is to be agreed?"),
            _("Invite them"), _("Record what was agreed"),
        ),
        AdvocacyKind.INTERPRETER: KindWords(
            _("The client says more in another language. A professional interprets, never family, never a child."),
            _("An interpreter"), _("Who provides the interpreter?"), _("What is the conversation about?"),
            _("Book it"), _("Record whether they came"),
        ),
    }  # fmt: skip


def way_words() -> Mapping[str, str]:
    """Return the ways to ask, in words."""
    return {
        ContactMethod.LETTER: _("By letter"),
        ContactMethod.EMAIL: _("By e-mail, from your own mail program"),
        ContactMethod.PHONE: _("By phone, with the client on the call if possible"),
        ContactMethod.SELF: _("The client hands it in, or asks"),
    }


@dataclass(frozen=True)
class CarryOn:
    """What may carry on an answered task: the kind of the next one, and the words of its button."""

    kind: AdvocacyKind
    words: str


def carry_on(kind: str, outcome: str) -> CarryOn | None:
    """Return what an answer offers at once: an appeal against a refusal, a claim after a check; None where nothing."""
    if outcome in APPEALABLE:
        return CarryOn(AdvocacyKind.APPEAL, _("Prepare an appeal"))
    return {
        Outcome.ENTITLED: CarryOn(AdvocacyKind.CLAIM, _("Prepare the claim")),
        Outcome.NO_ANSWER: CarryOn(AdvocacyKind(kind), _("Try again")),
        Outcome.NOT_HELD: CarryOn(AdvocacyKind.MEETING, _("Plan another meeting")),
        Outcome.DID_NOT_COME: CarryOn(AdvocacyKind.INTERPRETER, _("Book another interpreter")),
    }.get(Outcome(outcome))
