"""What stands above the forms of advocacy, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.advocacy.kinds import APPEALABLE, kind_words
from unstuck.web.advocacy.models import AdvocacyDoer, AdvocacyKind, AdvocacyTask
from unstuck.web.advocacy.outside_lines import title_of
from unstuck.web.advocacy.policies import check_agreed_to
from unstuck.web.advocacy.queries import AdvocacyHistory
from unstuck.web.components.denied import why_not
from unstuck.web.referrals.models import ContactMethod


def begin_plan(kind: AdvocacyKind, earlier: AdvocacyTask | None, safe_way: str) -> Mapping[str, Any]:
    """Return what a plan begins with: the office, the way and the last day of the task that it carries on."""
    first = {"safe_way": safe_way, "doer": AdvocacyDoer.WORKER.value}
    if earlier is None:
        return first
    same = {name: getattr(earlier, name) for name in ("way", "doer", "doer_name")}
    if kind != AdvocacyKind.CLAIM:
        same |= {name: getattr(earlier, name) for name in ("office", "language", "interpreter", "takes_part")}
    return first | same | {"ask": _ask(kind, earlier), "deadline": earlier.appeal_until}


def _ask(kind: AdvocacyKind, earlier: AdvocacyTask) -> str:
    if kind == AdvocacyKind.CLAIM:
        return earlier.outcome_words
    if kind == AdvocacyKind.APPEAL:
        return _("Look again at the decision about: %(ask)s") % {"ask": earlier.ask}
    return earlier.ask


def about_plan(kind: AdvocacyKind, earlier: AdvocacyTask | None, unsafe: bool) -> list[str]:
    """Return what stands above the planning form."""
    sentences = [kind_words()[kind].when]
    if earlier is not None:
        sentences.append(_("It carries on: %(task)s.") % {"task": title_of(earlier)})
    if unsafe:
        sentences.append(_("Violence at home is recorded. Send nothing to a place or device that others can see."))
    return [*sentences, _("Nothing is sent until the client has agreed to the words.")]


def about_sending(history: AdvocacyHistory) -> list[str]:
    """Return what to do now, by how it goes out; or why it may not yet."""
    task = history.task
    refused = why_not(check_agreed_to, task, history.consent)
    if refused:
        return [refused]
    advice = {
        ContactMethod.LETTER: _("Check what they will read, download the letter (PDF), and send it."),
        ContactMethod.EMAIL: _(
            "Check what they will read. Send it from your own mail program, naming nobody in the subject."
        ),
        ContactMethod.PHONE: _(
            "Call them, with the client on the call if possible. Say only what the client agreed to."
        ),
        ContactMethod.SELF: _("The client does it. Go through it together, and what could get in the way."),
    }
    return [advice[ContactMethod(task.way)]]  # fmt: skip


def about_finishing(task: AdvocacyTask) -> list[str]:
    """Return what to ask before a task is done."""
    sentences = [title_of(task), _("Ask the client, not the office: did it reach them?")]
    if task.outcome in APPEALABLE:
        until = task.appeal_until
        words = _("An appeal is still possible until %(day)s.") % {"day": spell_date(until)} if until else ""
        sentences.append(" ".join([words, _("Once it is done here, nobody is reminded of it.")]).strip())
    return sentences
