"""The consents to what is asked for on a client's behalf, helpers' meetings among them, on the list of all consents."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyKind
from unstuck.web.advocacy.queries import ADVOCACY_CONSENTS
from unstuck.web.advocacy.workflow import OPEN
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.referrals.models import ConsentMethod


@holds_consents(ADVOCACY_CONSENTS)
def advocacy_consents(client: int) -> Iterator[HeldConsent]:
    """Yield what a client agreed to for each task; a later consent takes the place of an earlier one."""
    rows = AdvocacyConsent.objects.filter(task__episode__client=client).select_related("task")
    latest = {row.task_id: row.pk for row in rows.order_by("recorded_at", "id")}
    for row in rows.order_by("recorded_at", "id"):
        task, over = row.task, ""
        if latest[row.task_id] != row.pk:
            over = _("Agreed anew since")
        elif task.state not in OPEN:
            over = _("It is done, or was withdrawn")
        yield HeldConsent(
            row=row.pk,
            kind=AdvocacyKind(task.kind).words,
            on=row.on,
            how=ConsentMethod(row.how).words,
            recipient=task.office,
            purpose=task.ask,
            words=row.text,
            until=_("until it is done"),
            over=over,
            to_tell=task.office if task.sent_on else "",
        )
