"""Making and ending a client's own page, and what the client does there. What they say is stored as theirs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from unstuck.guidance.own_words import signs_in
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, raise_version, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.tokens import digest_of
from unstuck.web.client_pages import policies
from unstuck.web.client_pages.models import Objection, ObjectionAnswer, PageChoice, PageLink, PageRule
from unstuck.web.client_pages.permissions import check_may_set_rules
from unstuck.web.client_pages.tokens import page_code, page_token
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.actions.concerns import SUICIDE, SeenSign, store_sign
from unstuck.web.safety.actions.frame import finish as finish_concern
from unstuck.web.safety.policies import check_words
from unstuck.web.safety.queries import others_may_read
from unstuck.web.safety.rota import ids_of_supervisors

LINK_DAYS = 90
"""How long a page can be opened (our own): it is made anew with the client, who may have chosen otherwise by then."""
PAGE = "client_pages:own_page"


def make_page_link(actor: Actor, episode: Episode, code_way: str, context: WriteContext) -> PageLink:
    """Make the link and the code of a client's page. One that was out before stops working."""
    with recorded("own_page.made", actor, context) as write:
        held = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, held)
        policies.check_can_link(held, code_way)
        PageLink.objects.filter(episode=held, ended_at=None).update(ended_at=context.now)
        seed = uuid.uuid4()
        made = PageLink.objects.create(
            episode=held,
            seed=seed,
            digest=digest_of(page_token(seed)),
            code_way=code_way,
            made_at=context.now,
            made_by_id=actor.id,
            expires_at=context.now + timedelta(days=LINK_DAYS),
        )
        write.about("episode", held.public_id, way=code_way)
    return made


def end_page_link(actor: Actor, episode: Episode, context: WriteContext) -> None:
    """Close a client's page: its link no longer works. What they said there stays."""
    with recorded("own_page.ended", actor, context) as write:
        held = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, held)
        if not PageLink.objects.filter(episode=held, ended_at=None).update(ended_at=context.now):
            raise Denied("ended_already", _("This page is closed already."))
        write.about("episode", held.public_id)


def try_code(link: PageLink, code: str, context: WriteContext) -> bool:
    """Note that a code was tried, and return whether it was right. Too many wrong ones in a row close the page."""
    right = code == page_code(link.seed)
    with _recorded("own_page.opened" if right else "own_page.wrong_code", link.episode, context) as (held, write):
        locked = PageLink.objects.select_for_update().get(pk=link.pk)
        if locked.ended_at is not None:
            raise Denied("link_gone", _("This page does not work any more."))
        locked.wrong_codes = 0 if right else locked.wrong_codes + 1
        if locked.wrong_codes >= policies.MOST_WRONG_CODES:
            locked.ended_at = context.now
            _tell_worker(held, "own_page.closed", context.now)
        locked.save(update_fields=["wrong_codes", "ended_at"])
        write.about("episode", held.public_id)
    return right


def choose_parts(episode: Episode, parts: Sequence[str], context: WriteContext) -> None:
    """Store which parts of their page the client chose, on the page itself."""
    policies.check_parts(parts)
    with _recorded("own_page.parts_chosen", episode, context) as (held, write):
        _store_choice(held, parts, None, write, context)


def choose_parts_with_client(actor: Actor, episode: Episode, parts: Sequence[str], context: WriteContext) -> None:
    """Store which parts of their page the client chose, as they told their worker."""
    policies.check_parts(parts)
    with recorded("own_page.parts_chosen", actor, context) as write:
        held = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, held)
        _store_choice(held, parts, actor.id, write, context)


def _store_choice(held: Episode, parts: Sequence[str], by: int | None, write: Write, context: WriteContext) -> None:
    PageChoice.objects.create(episode=held, parts=list(parts), at=context.now, by_id=by)
    write.about("episode", held.public_id, parts=list(parts))


@dataclass(frozen=True)
class QuotedStatement:
    """A statement about the client as it stands on their page: which part, which row, and the words."""

    about: str
    row: int
    text: str


def object_to(episode: Episode, quoted: QuotedStatement, words: str, context: WriteContext) -> bool:
    """Store that the client says "that's not right", and tell their worker. Returns whether a concern was raised.

    The same words about the same statement, sent again, store nothing. Words for suicide or self-harm raise a concern
    in the same transaction, until a person says what was meant (S.1).
    """
    words = words.strip()
    with _recorded("own_page.objected", episode, context) as (held, write):
        policies.check_not_too_many(held, context.now)
        known = Objection.objects.filter(episode=held, about=quoted.about, row=quoted.row, answer=None)
        is_sign = bool(signs_in([words]))
        if not known.filter(statement=quoted.text, words=words).exists():
            Objection.objects.create(
                episode=held, about=quoted.about, row=quoted.row, statement=quoted.text, words=words, at=context.now
            )
            if is_sign:
                _raise_from(held, words, write, context)
            _tell_worker(held, "own_page.objected", context.now)
        write.about("episode", held.public_id, part=quoted.about)
    return is_sign


def _raise_from(held: Episode, words: str, write: Write, context: WriteContext) -> None:
    quoted = _("On their own page, in their own words: “%(words)s”") % {"words": words}
    sign = SeenSign(kind=SUICIDE, on=context.today, source="words", words=quoted)
    finish_concern(store_sign(held, sign, None, context), write, context.now, context)


def answer_objection(actor: Actor, objection: Objection, words: str, context: WriteContext) -> None:
    """Store what came of an objection."""
    check_words(words, _("Say in words what came of it."))
    with recorded("own_page.answered", actor, context) as write:
        held = locked_episode(objection.episode, context)
        caseload_permissions.check_may_write(actor, held)
        if ObjectionAnswer.objects.filter(objection=objection).exists():
            raise Denied("answered_already", _("Somebody has answered this already."))
        ObjectionAnswer.objects.create(objection=objection, words=words.strip(), at=context.now, by_id=actor.id)
        write.about("episode", held.public_id)


def set_page_rule(actor: Actor, shows_course: bool, *, now: datetime, key: str | None = None) -> None:
    """Store whether clients of an agency may read how things go."""
    check_may_set_rules(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("own_page.rule_set", **about, now=now, idempotency_key=key) as write:
        PageRule.objects.create(agency_id=actor.agency_id, shows_course=shows_course, at=now, by_id=actor.id)
        write.about("agency", actor.agency_public_id, shows_course=shows_course)


@contextmanager
def _recorded(code: str, episode: Episode, context: WriteContext) -> Iterator[tuple[Episode, Write]]:
    """Lock an episode for what its client does, whom nobody signed in."""
    with audited(code, agency=episode.client.agency.public_id, actor=SYSTEM, now=context.now) as write:
        held = Episode.objects.select_for_update(of=("self",)).select_related("client__agency").get(pk=episode.pk)
        if held.ended_on is not None or others_may_read(held):
            raise Denied("link_gone", _("This page does not work any more."))
        raise_version(held)
        yield held, write


def _tell_worker(held: Episode, kind: str, now: datetime) -> None:
    people = [held.worker_id] if held.worker_id else ids_of_supervisors(held)
    ids = {"episode": str(held.public_id)}
    tell(people, kind, PAGE, ids, agency=held.client.agency_id, now=now)
