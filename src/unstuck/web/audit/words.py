"""Codes of the record in plain words. A code that has none yet is shown as it is: the record hides nothing."""

from __future__ import annotations

from unstuck.language import gettext as _

ACTIONS = {
    "agency.founded": _("Agency added"),
    "team.added": _("Team added"),
    "person.added": _("Person added"),
    "person.post_changed": _("Role or team changed"),
    "person.left": _("Membership ended"),
    "person.returned": _("Membership began again"),
    "person.link_given": _("Link to set a password given"),
    "person.renamed": _("Own name changed"),
    "person.password_set": _("Password set"),
    "person.signed_in": _("Signed in"),
    "second_factor.added": _("Second factor added"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.taken_away": _("Second factor taken away by an administrator"),
    "recovery_codes.made": _("Recovery codes made"),
    "client.added": _("Client added"),
    "client.changed": _("Client's details changed"),
    "client.handed_over": _("Client handed over"),
    "clients.taken_in": _("Clients taken in"),
    "score.added": _("Score added"),
    "score.corrected": _("Score corrected"),
    "score.withdrawn": _("Score marked as entered in error"),
    "facts.recorded": _("Facts recorded"),
    "fact.withdrawn": _("Fact marked as entered in error"),
    "goal.set": _("Goal set"),
    "goal.rated": _("Goal rated"),
    "goal.moved": _("Goal reached, set aside or taken up again"),
    "words.recorded": _("Client's words recorded"),
    "words.ended": _("Client's words marked as no longer so"),
    "part.agreed": _("Part of the plan agreed"),
    "part.dropped": _("Part of the plan dropped"),
    "approach.chosen": _("Approach chosen"),
    "approach.ended": _("Approach ended"),
    "upload.brought_in": _("File of scores brought in"),
    "upload.described": _("Columns of a file chosen"),
    "upload.decided": _("Clients of a file decided on"),
    "upload.saved": _("File of scores saved"),
    "upload.undone": _("File of scores undone"),
    "upload.discarded": _("File of scores discarded"),
    "alert.moved": _("Alert moved on"),
    "review.opened": _("Review opened"),
    "review.talked": _("Review: talked about with the client"),
    "review.decided": _("Review: decided"),
    "review.noted": _("Review: note saved"),
    "review.followed_up": _("Review: looked at again"),
    "review.step_set_aside": _("Review: step set aside"),
    "review.step_brought_back": _("Review: step brought back"),
    "review.closed": _("Review closed"),
    "work.ended": _("Work with a client ended"),
    "client.taken_up_again": _("Work with a client taken up again"),
    "notifications.seen": _("What waited was seen"),
    "notifications.email_chosen": _("E-mail when something waits switched on or off"),
    "consultation.drafted": _("Question to colleagues begun"),
    "consultation.changed": _("Question to colleagues changed"),
    "consultation.asked": _("Colleagues asked"),
    "consultation.asked_another": _("Another colleague asked"),
    "consultation.written": _("Message in a consultation written"),
    "consultation.declined": _("Question declined by a colleague"),
    "consultation.decided": _("Decision after a consultation recorded"),
    "consultation.closed": _("Consultation closed"),
    "consultation.withdrawn": _("Question to colleagues withdrawn"),
    "consultation.step_recorded": _("Step of a consultation recorded for the client"),
    "profile.changed": _("Own profile for consultations changed"),
    "group.added": _("Group added"),
    "group.changed": _("Group changed"),
    "meeting.planned": _("Meeting of a group planned"),
    "meeting.changed": _("Agenda of a meeting changed"),
    "meeting.recorded": _("Meeting of a group recorded"),
    "lesson.written": _("What was learned written down"),
    "lesson.published": _("What was learned published after a second look"),
    "lesson.returned": _("What was learned given back with a remark"),
    "uploads.emptied": _("Files that waited too long discarded"),
}

SUBJECTS = {
    "agency": _("agency"),
    "team": _("team"),
    "person": _("person"),
    "client": _("client"),
    "clients": _("clients"),
    "episode": _("client"),
    "upload": _("file"),
    "uploads": _("files"),
    "notifications": _("what waits"),
    "consultation": _("consultation"),
    "group": _("group"),
    "meeting": _("meeting"),
    "lesson": _("what was learned"),
}


def action_words(code: str) -> str:
    """Return what was done, in words.

    >>> action_words("team.added"), action_words("kite.flown")
    ('Team added', 'kite.flown')
    """
    return ACTIONS.get(code, code)
