"""The frame of every write: one transaction, one entry, and a form that counts once however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from unstuck.language import ENGLISH, speaking
from unstuck.web.audit.models import Chain, Entry
from unstuck.web.audit.seals import seal
from unstuck.web.components.prepared_queries import rows_of

SYSTEM = "system"
"""The actor of what nobody in particular did: setting up, the demo."""


class AlreadyDone(Exception):
    """The same form was sent before: nothing is done again. `answer` is where the first time led."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer


@dataclass
class Write:
    """What an action tells about itself while it runs."""

    subject: str = ""
    subject_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    answer: str = ""

    def about(self, subject: str, subject_id: object, **details: Any) -> None:
        """Name what was changed: a kind, an opaque id, and codes or counts; never a name or a text."""
        self.subject, self.subject_id = subject, str(subject_id)
        self.details |= details


@contextmanager
def audited(
    action: str, *, agency: object, actor: object, now: datetime, idempotency_key: str | None = None
) -> Iterator[Write]:
    """Run the body in one transaction that ends with an entry; whatever fails inside undoes both.

    Raises AlreadyDone, before the body's first change, where `idempotency_key` was used before. Writes of one agency
    wait for each other here: the head of its chain is locked. What is stored and told is for staff, and in English,
    whatever language the client's page is in that it came from.
    """
    with speaking(ENGLISH), transaction.atomic():
        chain = _locked(str(agency))
        if idempotency_key is not None and (done := Entry.objects.filter(idempotency_key=idempotency_key).first()):
            raise AlreadyDone(done.answer)
        write = Write()
        yield write
        _append(chain, action, write, str(actor), now, idempotency_key)


def _locked(agency: str) -> Chain:
    found = rows_of(_locked_chain, agency)
    if not found:
        Chain.objects.get_or_create(agency=agency)  # whoever comes second waits, and finds it
        found = rows_of(_locked_chain, agency)
    return found[0]


def _locked_chain(agency: str) -> QuerySet[Chain]:
    return Chain.objects.select_for_update().filter(agency=agency)


def _append(chain: Chain, action: str, write: Write, actor: str, now: datetime, idempotency_key: str | None) -> None:
    entry = Entry(
        agency=chain.agency,
        number=chain.length + 1,
        at=now,
        actor=actor,
        action=action,
        subject=write.subject,
        subject_id=write.subject_id,
        details=write.details,
        idempotency_key=idempotency_key,
        answer=write.answer,
        before=chain.head,
    )
    entry.seal = seal(entry)
    entry.save(force_insert=True)
    chain.length, chain.head = entry.number, entry.seal
    chain.save(update_fields=["length", "head"])
