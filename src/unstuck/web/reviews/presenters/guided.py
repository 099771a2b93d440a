"""A step of the pathway in words, with the rules behind it, and the page where it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from unstuck.guidance import Consideration, tables
from unstuck.guidance.order import CANNOT_WAIT
from unstuck.language import gettext as _
from unstuck.language import kept_by_speech
from unstuck.reporting.words import together
from unstuck.web.components.links import address_if_any


class RuleWords(NamedTuple):
    """A rule of the practice page, as it is shown beside a step."""

    id: str
    title: str
    says: str
    evidence: str

    @property
    def called(self) -> str:
        """The rule's number and title; a rule without a number is known by its title."""
        return f"{_('Rule')} {self.id}: {self.title}" if "." in self.id else self.title


class StepGuide(NamedTuple):
    """A step, or a thought worth pausing on, in words."""

    code: str
    title: str
    reason: str
    more: Sequence[str]
    rules: Sequence[RuleWords]
    sources: Sequence[str]
    verb: str
    address: str

    @property
    def can_wait(self) -> bool:
        """False for what answers a risk, which is never set aside."""
        return self.code not in CANNOT_WAIT

    @property
    def has_grounds(self) -> bool:
        """True where something is to be said about why."""
        return bool(self.more or self.rules or self.sources)

    @property
    def prompts(self) -> Sequence[str]:
        """What to ask while mending the working relationship; no other step has such prompts."""
        return tables.repair().prompts if self.code == "repair-relationship" else ()


SCORE = "score"


class StepPlace(NamedTuple):
    """Where a step is done: a page of its own with its verb; where there is none, the theme in which it is recorded."""

    theme: str
    record: str
    page: str = ""
    verb: str = ""


@kept_by_speech
def step_places() -> Mapping[str, StepPlace]:
    """Return where each step of the pathway is done."""
    return {
        "respond-to-risk": StepPlace("", "", "safety:safety", _("Open the concern")),
        "repair-relationship": StepPlace("engagement", _("Record how it is going")),
        "review-goals-with-client": StepPlace(
            "care", _("Record how the goals stand"), "plans:plan", _("Look at the goals together")
        ),
        "ask-prescriber": StepPlace("care", _("Record what was agreed")),
        "advocate": StepPlace(
            "engagement", _("Record what stands in the way"), "advocacy:tasks", _("Speak up for the client")
        ),
        "consult-colleague": StepPlace(
            "consultation", _("Record that you asked a colleague"), "consultation:ask", _("Ask a colleague")
        ),
        "wait-for-reply": StepPlace("consultation", _("Record the reply")),
        "change-approach": StepPlace(
            "approach", _("Record a different approach"), "plans:options", _("Plan a different approach")
        ),
        "research-with-colleague": StepPlace(
            "consultation", _("Record that you asked a colleague"), "consultation:ask", _("Look together")
        ),
        "involve-resources": StepPlace(
            "life_areas", _("Ask about life areas"), "referrals:network", _("See what could help, together")
        ),
        "evaluate-need": StepPlace("life_areas", _("Ask about life areas")),
        "closing-review": StepPlace(
            "wishes", _("Record what the client wishes"), "reviews:end", _("Prepare the ending")
        ),
        "step-down": StepPlace("care", _("Record how the goals stand"), "reviews:end", _("Plan how to step down")),
        "make-contact": StepPlace("", "", "safety:contact_add", _("Record an attempt to reach them")),
        "get-medical-help": StepPlace("", "", "safety:safety", _("See how to get help")),
        "report-concern": StepPlace("", "", "safety:safety", _("See how to report it")),
        "reassess": StepPlace("care", _("Record how the goals stand"), "reviews:review", _("Look at it in the review")),
        "arrange-transfer": StepPlace(
            "wishes", _("Record what the client wishes"), "transfers:transfer", _("Arrange a transfer")
        ),
        "collect-scores": StepPlace(SCORE, _("Enter a score")),
        "continue": StepPlace(SCORE, _("Enter a score")),
    }


def step_guide(advised: Consideration, episode: UUID | None) -> StepGuide:
    """Return a step or a caution in words; without an episode no link leads to a form."""
    reasons = [together(reason.text) for reason in advised.reasons]
    fired = dict.fromkeys(reason.rule for reason in advised.reasons)
    verb, address = _button(advised.code, episode)
    return StepGuide(
        code=advised.code,
        title=advised.title,
        reason=reasons[0] if reasons else "",
        more=reasons[1:],
        rules=[_rule(rule) for rule in fired],
        # The rules come first among the sources; they are shown in full instead.
        sources=advised.sources[len(fired) :],
        verb=verb,
        address=address,
    )


def _button(code: str, episode: UUID | None) -> tuple[str, str]:
    place = step_places().get(code)
    if place is None or episode is None:
        return "", ""
    if place.page and (page := address_if_any(place.page, episode=episode)):
        return place.verb, page
    return place.record, form_address(place.theme, episode)


def _rule(rule: str) -> RuleWords:
    known_rule = tables.rules()[rule]
    return RuleWords(rule, known_rule.title, known_rule.says, known_rule.evidence)


def form_address(theme: str, episode: UUID | None) -> str:
    """Return where facts of a theme, or a score, are recorded."""
    if episode is None:
        return ""
    if theme == SCORE:
        return address_if_any("checkins:score_add", episode=episode)
    if theme == "safety":
        return address_if_any("safety:safety", episode=episode)
    return address_if_any("caseload:fact_add", episode=episode, kind=theme)
