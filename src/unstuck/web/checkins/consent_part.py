"""What a client agreed to about reminders, on the list of all consents: one source, changed where check-ins are."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.web.checkins.models import ReminderChoice, ReminderWay
from unstuck.web.checkins.reminder_rules import REMINDER_CONSENTS
from unstuck.web.consents.holders import HeldConsent, holds_consents


@holds_consents(REMINDER_CONSENTS)
def reminder_consents(client: int) -> Iterator[HeldConsent]:
    """Yield what a client agreed to; of each period of care the latest choice holds."""
    rows = list(ReminderChoice.objects.filter(episode__client=client).select_related("episode").order_by("at", "id"))
    latest = {row.episode_id: row for row in rows}
    for row in rows:
        if row.way == ReminderWay.NONE:
            continue
        present, over = latest[row.episode_id], ""
        if present.pk != row.pk:
            over = _("Chosen anew since") if present.way != ReminderWay.NONE else _("They want no more reminders")
        yield HeldConsent(
            row=row.pk,
            kind=_("Reminders of check-ins: %(way)s") % {"way": ReminderWay(row.way).words.lower()},
            on=row.agreed_on,
            how=_("Said, in conversation"),
            purpose=_("to be reminded of a check-in that waits"),
            until=_("until the work ends"),
            reaches_them=True,
            over=over or (_("The work has ended") if row.episode.ended_on else ""),
        )
