"""Telling people, noting what they saw, and whether they want an e-mail."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Set
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.dispatch import receiver
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.signals import concerns_people
from unstuck.web.audit.actions import audited
from unstuck.web.notifications.models import EmailChoice, Notification
from unstuck.web.notifications.words import comes_first

log = logging.getLogger(__name__)


def tell(people: Collection[int], kind: str, route: str, ids: Mapping[str, str], *, agency: int, now: datetime) -> None:
    """Let people know that something waits: inside the action that it belongs to, which writes the record.

    The e-mail goes out after the transaction; one that cannot be sent undoes nothing. About a concern it goes to those
    as well who switched e-mails off: a sign of danger waits for nobody's settings (S.3).
    """
    people_here = Person.objects.filter(
        pk__in=set(people), is_active=True, memberships__agency=agency, memberships__ended_at=None
    )
    person_ids = sorted(people_here.values_list("pk", flat=True))
    new = sorted(set(person_ids) - _raised_again(person_ids, kind, ids, agency, now))
    Notification.objects.bulk_create(
        Notification(person_id=pk, agency_id=agency, kind=kind, route=route, ids=dict(ids), created_at=now)
        for pk in new
    )
    Person.objects.filter(pk__in=new).update(waiting=F("waiting") + 1)
    off = EmailChoice.objects.none() if comes_first(kind) else EmailChoice.objects.filter(wanted=False)
    addresses = sorted(people_here.exclude(pk__in=off.values("person")).values_list("email", flat=True))
    if addresses:
        transaction.on_commit(partial(_send, addresses), robust=True)


def _raised_again(people: Collection[int], kind: str, ids: Mapping[str, str], agency: int, now: datetime) -> set[int]:
    """Give the same thing about the same subject, where somebody has not seen it yet, its new day; return for whom."""
    if not ids:
        return set()
    same = Notification.objects.filter(person__in=people, agency=agency, kind=kind, ids=dict(ids), seen_at=None)
    known = set(same.values_list("person", flat=True))
    same.update(created_at=now)
    return known


def clear_waiting(
    kinds: Collection[str], ids: Mapping[str, str], *, agency: int, now: datetime, of: Collection[int] | None = None
) -> None:
    """Take off the list what was dealt with, whoever did it, inside the action that dealt with it.

    `ids`: what it was about, as it was told. `of`: whose list; everybody's where it is None.
    """
    rows = Notification.objects.filter(agency=agency, kind__in=kinds, ids=dict(ids), seen_at=None)
    if of is not None:
        rows = rows.filter(person__in=of)
    counts = Counter(rows.values_list("person", flat=True))
    rows.filter(created_at__gt=now).update(seen_at=F("created_at"))  # told by somebody whose clock runs ahead
    rows.update(seen_at=now)
    for person, count in counts.items():
        Person.objects.filter(pk=person).update(waiting=F("waiting") - count)


def forget(public_ids: Set[str], agency: int) -> None:
    """Remove what was told about things that are deleted, inside the action that deletes them."""
    gone = [row for row in Notification.objects.filter(agency=agency) if not public_ids.isdisjoint(row.ids.values())]
    unseen = Counter(row.person_id for row in gone if row.seen_at is None)
    for person, count in unseen.items():
        Person.objects.filter(pk=person).update(waiting=Greatest(F("waiting") - count, 0))
    Notification.objects.filter(pk__in=[row.pk for row in gone]).delete()


@receiver(concerns_people)
def tell_of_roles(
    sender: object, people: Collection[int], kind: str, route: str, agency: int, now: datetime, **_more: object
) -> None:
    """Let people know what happened to a role or a sign-in that concerns them."""
    tell(people, kind, route, {}, agency=agency, now=now)


def _send(addresses: Collection[str]) -> None:
    """Send one e-mail to each, in one connection. What they say is the same for everybody: that something waits."""
    subject = _("Something is waiting for you in Unstuck")
    link = f"{settings.SITE_ADDRESS}{reverse('notifications:notifications')}"
    body = _("Something is waiting for you in Unstuck. To see what it is, sign in:") + f"\n\n{link}\n\n"
    body += _("You can switch these e-mails off on that page, except those about somebody's safety.") + "\n"
    try:
        with get_connection() as connection:
            connection.send_messages([EmailMessage(subject, body, to=[one]) for one in addresses])
    except Exception as error:  # whatever the mail server does, what was saved stays saved
        log.warning("e-mail not sent: %s, %s letters", type(error).__name__, len(addresses))


def mark_seen(
    actor: Actor, waiting: Collection[Notification], *, now: datetime, idempotency_key: str | None = None
) -> None:
    """Note that somebody saw what waited for them."""
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("notifications.seen", **about, now=now, idempotency_key=idempotency_key) as write:
        mine = Notification.objects.filter(pk__in=[one.pk for one in waiting], person=actor.id, seen_at=None)
        count = mine.update(seen_at=now)
        Person.objects.filter(pk=actor.id).update(waiting=F("waiting") - count)
        write.about("notifications", actor.public_id, count=count)


def choose_email(actor: Actor, wanted: bool, *, now: datetime, idempotency_key: str | None = None) -> None:
    """Switch the e-mail on or off for oneself."""
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("notifications.email_chosen", **about, now=now, idempotency_key=idempotency_key) as write:
        EmailChoice.objects.update_or_create(person_id=actor.id, defaults={"wanted": wanted, "chosen_at": now})
        write.about("person", actor.public_id, wanted=wanted)
