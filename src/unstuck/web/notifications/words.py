"""What waits, in words that name nobody. Every room that tells somebody something adds its kinds here."""

from __future__ import annotations

from unstuck.language import gettext as _

KINDS = {
    "concern.raised": _("A concern about safety waits for you to take it on"),
    "concern.passed_on": _("A concern about safety was not taken on in time and waits for you now"),
    "concern.unanswered": _("Nobody has taken on a concern about safety: take it on or call somebody"),
    "concern.imminent": _("In a concern about safety the danger is imminent: see who answers for it"),
    "concern.sign": _("There is another sign in a concern about safety that you answer for"),
    "concern.reported": _("A concern about safety was reported outside"),
    "own_page.objected": _("A client says that something on record about them is not right"),
    "own_page.closed": _("A client's own page closed after several wrong codes: ask them, and make a new one"),
    "consent.withdrawn": _("A client took back a consent on their own page: see what must be done"),
    "restriction.asked": _("A client asks for a restriction of their record: decide on it"),
    "restriction.decided": _("A restriction of a client's record was decided on or lifted"),
    "emergency.opened": _("Somebody opened a client's record in an emergency: look at it afterwards"),
    "emergency.reviewed": _("A second person looked at the record that you opened in an emergency"),
    "checkin.late": _("Answers of a client arrived late and do not count by themselves: read them"),
    "reminder.opted_out": _("A client wants no more reminders: agree with them how to keep in touch"),
    "reminder.refused": _("A reminder did not reach a client: it was refused. Check the address or number with them"),
    "reminder.unsure": _("A reminder may not have reached a client, and is not sent again: get in touch another way"),
    "consultation.asked": _("A colleague asks for your thoughts"),
    "consultation.reply": _("A colleague has replied in your consultation"),
    "consultation.message": _("There is a new message in a consultation you were asked to join"),
    "consultation.declined": _("A colleague cannot take on your question"),
    "consultation.decided": _("A decision was made in a consultation you were asked to join"),
    "consultation.closed": _("A consultation you were asked to join is closed: thank you"),
    "consultation.withdrawn": _("A question you were asked has been withdrawn"),
    "consultation.guesses": _(
        "A colleague wrote the name of a client several times in your consultation: speak to them"
    ),
    "circle.proposed": _("Another agency waits for a second person"),
    "circle.added": _("Your agency exchanges questions with another agency now: see which"),
    "circle.removed": _("Another agency was removed or declined"),
    "meeting.planned": _("One of your groups is planning to meet"),
    "lesson.waiting": _("A lesson is waiting for a second look"),
    "lesson.published": _("Your lesson is on the shelf"),
    "lesson.returned": _("Your lesson came back with a remark"),
    "vignette.published": _("Colleagues can practise your vignette"),
    "vignette.returned": _("Your vignette came back with a remark"),
    "vignette.withdrawn": _("A colleague withdrew your vignette: see why"),
    "ending.asked": _("A colleague asks you for a second look at an ending"),
    "ending.agreed": _("Your second person agrees to the ending that you intend"),
    "ending.objected": _("Your second person objects to the ending that you intend"),
    "transfer.arranged": _("A transfer to another worker is arranged"),
    "transfer.to_make": _("A transfer in your team waits for you"),
    "transfer.made": _("A client was handed over"),
    "transfer.called_off": _("A transfer to another worker was called off"),
    "transfer.handed_back": _("A client was handed back after cover"),
    "transfer.kept": _("A client stays with the worker who covered"),
    "cover.asked": _("A colleague asks you to stand in"),
    "cover.asked_for": _("A colleague was asked to stand in for you"),
    "cover.agreed": _("A colleague agreed to stand in: see for whom, and when"),
    "cover.declined": _("A colleague cannot stand in: ask somebody else"),
    "cover.called_off": _("You are no longer asked to stand in, or nobody is for you"),
    "cover.ended": _("A colleague no longer stands in: it was ended early"),
    "cover.over": _("The last day of a cover is past"),
    "supervision.note": _("There is a new note of supervision for you to read"),
    "supervision.answer": _("Your note of supervision was answered"),
    "directory.applied": _("A directory of services was brought in"),
    "directory.failed": _("A directory of services was not brought in: see why"),
    "advocacy.last_day_near": _("A last day is near: an appeal, or something else asked for on a client's behalf"),
    "advocacy.last_day_passed": _("A last day has passed: ask whether it is still accepted"),
    "referral.accepted": _("Outside support has accepted a client"),
    "referral.in_progress": _("Outside support has begun"),
    "referral.completed": _("Outside support says its work is complete: ask the client whether it helped"),
    "referral.got.yes": _("A client says that outside support helped"),
    "referral.got.some": _("A client says that outside support helped in part"),
    "referral.got.not_yet": _("A client says that no help has come yet"),
    "referral.none": _("Outside support brought no help: see why"),
    "referral.none.full": _("Outside support brought no help: there was no free place"),
    "referral.none.not_eligible": _("Outside support brought no help: the client was not eligible"),
    "referral.none.wrong_place": _("Outside support brought no help: it was not the right place"),
    "referral.none.not_reached": _("Outside support brought no help: they could not reach the client"),
    "referral.none.no_answer": _("Outside support brought no help: nobody there replied"),
    "referral.none.waiting_list": _("Outside support brought no help: the wait was too long"),
    "referral.none.cost": _("Outside support brought no help: it cost too much"),
    "referral.none.distance": _("Outside support brought no help: it was too far away"),
    "referral.none.hours": _("Outside support brought no help: the opening hours did not fit"),
    "referral.none.language": _("Outside support brought no help: there was no common language"),
    "referral.none.not_comfortable": _("Outside support brought no help: the client did not feel at ease there"),
    "referral.none.not_wanted": _("Outside support brought no help: the client decided against it"),
    "referral.none.no_longer_needed": _("Outside support brought no help: it was no longer needed"),
    "responder.proposed": _("Somebody was named to answer for concerns: it waits for a second person"),
    "responder.you": _("You answer for concerns now: see what that means"),
    "responder.named": _("Somebody at your agency answers for concerns now, and sees whom they are about: see who"),
    "role.proposed": _("A new role at your agency waits for a second person"),
    "role.granted": _("Somebody at your agency has a new role"),
    "role.yours": _("Your own role at the agency has changed"),
    "role.declined": _("A new role that you asked for was declined"),
    "team.seen": _("A supervisor has joined your team and sees its clients: see who"),
    "link.yours": _("An administrator made a link by which your password can be set"),
    "link.code_wanted": _("A link to set a password was shown to an administrator: a second person reads out its code"),
    "sign_in.linked": _("You signed in through your agency's identity provider for the first time"),
    "sign_in.unlinked": _("An administrator removed your link to the identity provider"),
    "sign_in.other_subject": _(
        "Somebody was refused: another account at the identity provider, with a colleague's address"
    ),
    "factor.yours": _("An administrator removed your second factor"),
    "factor.eased": _("At your agency fewer people must have a second factor now"),
}
"""Codes are append-only."""


def place_of(kind: str) -> int:
    """Return where something stands among what waits: safety (S.3), then last days (D.6), then the rest.

    >>> place_of("concern.raised"), place_of("advocacy.last_day_near"), place_of("consultation.reply")
    (0, 1, 2)
    """
    return 0 if comes_first(kind) else 1 if kind.startswith("advocacy.last_day") else 2


def comes_first(kind: str) -> bool:
    """Tell whether something comes before all else that waits: a concern about safety (S.3)."""
    return kind.startswith("concern.")


def in_words(kind: str) -> str:
    """Say what waits.

    >>> in_words("consultation.asked"), in_words("kite.flown")
    ('A colleague asks for your thoughts', 'Something is waiting for you')
    """
    return KINDS.get(kind, _("Something is waiting for you"))
