"""What may go out, what may be answered, and with whom; each asked again inside the frame."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.circles.models import CirclePartner, OutgoingQuestion
from unstuck.web.circles.sealed_files import AnswerFile
from unstuck.web.components.denied import Denied
from unstuck.web.consents.holders import is_withdrawn
from unstuck.web.consents.part2 import is_part2
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.workflow import CONSULTATION, OPEN
from unstuck.web.safety.queries import open_concerns_of


def check_in_use(partner: CirclePartner) -> None:
    """Raise Denied where an agency was removed, or waits for a second person."""
    if partner.removed_at is not None or partner.confirmed_at is None:
        problem = _("Your agency no longer exchanges with %(name)s. Nothing was saved.")
        raise Denied("partner_gone", problem % {"name": partner.name})


def check_brief_knows_the_risk(consultation: Consultation) -> None:
    """Raise Denied where an open concern had a sign since the brief was confirmed: colleagues would not be told of it.

    Inside, a brief is confirmed as the case is at that moment, and says whether there were signs (S.2). What leaves the
    agency later must say it too.
    """
    confirmed_at = consultation.brief.confirmed_at
    if any(sign.at > confirmed_at for one in open_concerns_of(consultation.episode) for sign in one.signs.all()):
        raise Denied(
            "risk_since",
            _("There was a sign of danger after this brief was confirmed, and the brief does not say so. See to the ")
            + _("concern first. Then withdraw this question and ask it anew, so that the brief is as things are now."),
        )


CIRCLE_CONSENTS = "circle"
"""The code under which this room's consents stand on the list of all of them."""


def check_consent_stands(question: OutgoingQuestion) -> None:
    """Raise Denied where the client took back the consent on which a question rests."""
    if is_withdrawn(CIRCLE_CONSENTS, question.pk):
        words = _("The client took their consent back: no file is made. Tell %(name)s, and withdraw the question.")
        raise Denied("consent_withdrawn", words % {"name": question.partner.name})


def check_protected(consultation: Consultation, consented: bool) -> None:
    """Raise Denied where records under 42 CFR Part 2 would go to another agency on the agency's notice alone."""
    if is_part2(consultation.episode.client) and not consented:
        problem = _("42 CFR Part 2 protects these records: another agency is asked with the client's consent only.")
        raise Denied("part2_consent", problem)


def check_takes_answer(question: OutgoingQuestion, file: AnswerFile) -> None:
    """Raise Denied where an answer is from another agency than was asked, was brought in before, or comes too late."""
    if question.partner.fingerprint != file.key:
        problem = _("This answers a question that was sealed for another agency. Nothing was stored.")
        raise Denied("other_agency_answers", problem)
    if question.answers.filter(number=file.id).exists():
        raise Denied("already_in", _("This answer was brought in before. Nothing was stored."))
    check_still_open(question.consultation)


def check_still_open(consultation: Consultation) -> None:
    """Raise Denied where a consultation is over."""
    if consultation.state not in OPEN:
        words = {"state": CONSULTATION.states[consultation.state].lower()}
        problem = _("The consultation is over (%(state)s), so nothing goes out or comes in. Nothing was stored.")
        raise Denied("consultation_over", problem % words)
