"""The consents to what is asked for on a client's behalf, helpers' meetings among them, on the list of all consents."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyKind, SentLetter
from unstuck.web.advocacy.queries import ADVOCACY_CONSENTS
from unstuck.web.advocacy.workflow import OPEN
from unstuck.web.consents.disclosures import DisclosureEntry, tells_disclosures
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


@tells_disclosures
def letters_sent(client: int) -> Iterator[DisclosureEntry]:
    """Yield what was sent on a client's behalf, each with the consent that it went on."""
    rows = SentLetter.objects.filter(task__episode__client=client).select_related("task", "recorded_by")
    for row in rows:
        agreed = AdvocacyConsent.objects.filter(task=row.task_id, recorded_at__lte=row.recorded_at).last()
        ground = _("Consent of %(day)s") % {"day": spell_date(agreed.on)} if agreed else ""
        what = AdvocacyKind(row.task.kind).words
        yield DisclosureEntry(row.on, row.task.office, what, row.task.ask, ground, row.recorded_by.name)
