"""What an administrator sets up: help lines, tablets, and the text of questionnaires that the agency may ask."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.instruments.slots import fill
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import Write, audited
from unstuck.web.checkins.models import HelpLines, LicensedText, Tablet
from unstuck.web.checkins.permissions import check_may_set_up
from unstuck.web.checkins.queries import help_text
from unstuck.web.checkins.tokens import TABLET_SALT, digest_of, token_of
from unstuck.web.components.denied import Denied


def write_help_lines(actor: Actor, texts: Mapping[str, str], *, now: datetime, key: str | None = None) -> None:
    """Store where people find help, by language; what is empty or as it was is not stored again."""
    with _recorded("help_lines.written", actor, now, key) as write:
        written = {one: text.strip() for one, text in texts.items() if text.strip()}
        news = {one: text for one, text in written.items() if text != help_text(actor.agency_id, one)}
        for language, lines in news.items():
            HelpLines.objects.create(agency_id=actor.agency_id, language=language, lines=lines, at=now, by_id=actor.id)
        write.about("agency", actor.agency_public_id, language=", ".join(news))


def add_tablet(actor: Actor, name: str, *, now: datetime, key: str | None = None) -> Tablet:
    """Make an address for a tablet of the agency."""
    with _recorded("tablet.added", actor, now, key) as write:
        seed = uuid.uuid4()
        digest = digest_of(token_of(seed, TABLET_SALT))
        made = Tablet.objects.create(agency_id=actor.agency_id, name=name, seed=seed, digest=digest, made_at=now)
        write.about("agency", actor.agency_public_id, tablet=made.pk)
    return made


def end_tablet(actor: Actor, tablet: int, *, now: datetime, key: str | None = None) -> None:
    """End the use of a tablet: its address no longer works."""
    with _recorded("tablet.ended", actor, now, key) as write:
        held = Tablet.objects.select_for_update().filter(pk=tablet, agency=actor.agency_id, ended_at=None).first()
        if held is None:
            raise Denied("ended_already", _("This tablet is no longer in use."))
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        write.about("agency", actor.agency_public_id, tablet=held.pk)


def put_text(
    actor: Actor, name: str, texts: Mapping[str, str], licence: str, *, now: datetime, key: str | None = None
) -> None:
    """Store an agency's own copy of a questionnaire's text. Denied without a licence."""
    if not licence.strip():
        raise Denied("no_licence", _("Say under which licence your agency may ask these questions."))
    instrument = load(name)
    kept = {place: text.strip() for place, text in texts.items() if text.strip()}
    try:
        fill(instrument, kept)
    except BadInput as problem:
        raise Denied("half_a_questionnaire", _("Every question and answer needs its text.")) from problem
    with _recorded("questionnaire.text_put_in", actor, now, key) as write:
        LicensedText.objects.create(
            agency_id=actor.agency_id,
            instrument=instrument.id,
            texts=kept,
            licence=licence.strip(),
            at=now,
            by_id=actor.id,
        )
        write.about("agency", actor.agency_public_id, questionnaire=instrument.id)


def _recorded(code: str, actor: Actor, now: datetime, key: str | None) -> AbstractContextManager[Write]:
    check_may_set_up(actor)
    return audited(code, agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=key)
