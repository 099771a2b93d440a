"""The letter of a task: a skeleton to begin with, and the letter as it is read, printed and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from unstuck.language import gettext as _
from unstuck.reporting.letters import Letter
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyKind, AdvocacyTask
from unstuck.web.consents.part2 import NOTICE, notice_for

GAP = "[…]"
"""Stands in a skeleton for what only the worker knows; nothing is sent while one is left."""


def letter_parts() -> Mapping[str, str]:
    """Return the parts of a letter with their headings. Codes are append-only."""
    return {
        "about": _("About"),
        "ask": _("What we ask"),
        "reasons": _("Why"),
        "enclosed": _("Enclosed"),
        "reply": _("Your answer"),
    }


def skeleton(task: AdvocacyTask) -> dict[str, str]:
    """Return the words that a letter begins with; "[…]" is for the worker to fill in or to take out."""
    reasons, reply = _SKELETONS[AdvocacyKind(task.kind)](task)
    return {"about": _about(task), "ask": task.ask, "reasons": reasons, "enclosed": "", "reply": reply}


def _about(task: AdvocacyTask) -> str:
    called = task.episode.client.called
    if task.kind == AdvocacyKind.APPEAL:
        return _("%(name)s, decision of […], your reference […]") % {"name": called}
    if task.kind == AdvocacyKind.INTERPRETER:
        return _("A conversation in %(language)s on %(day)s") % _day(task)
    return called


def _day(task: AdvocacyTask) -> dict[str, str]:
    return {"language": task.language, "day": spell_date(task.meets_on) if task.meets_on else ""}


def _letter(task: AdvocacyTask) -> tuple[str, str]:
    return (
        _("What it means for the client from day to day: […]"),
        _("Please write to us by […], and say whom to speak to if something is missing."),
    )


def _claim(task: AdvocacyTask) -> tuple[str, str]:
    return (
        _("How the conditions are met: […]"),
        _("Please confirm the day on which this claim reached you, and tell us if anything is missing."),
    )


def _appeal(task: AdvocacyTask) -> tuple[str, str]:
    last = _("Please confirm in writing that this appeal reached you by %(day)s, the last day for it.")
    return (
        _("The decision leaves out, or gets wrong: […]\nWhat shows it: […]"),
        last % {"day": spell_date(task.deadline) if task.deadline else GAP},
    )


def _benefit_check(task: AdvocacyTask) -> tuple[str, str]:
    return (
        _("Who lives in the household, what comes in and what has to be paid: […]"),
        _("Please tell us what could be claimed, from whom, and until when."),
    )


def _meeting(task: AdvocacyTask) -> tuple[str, str]:
    who = ", ".join(task.takes_part.splitlines())
    asked = _("We meet on %(day)s. The client takes part. Invited: %(who)s.")
    return asked % {**_day(task), "who": who or GAP}, _("Please tell us by […] whether you can come.")


def _interpreter(task: AdvocacyTask) -> tuple[str, str]:
    return (
        _("The client speaks %(language)s. Dialect, and whether a woman or a man is wished for: […]") % _day(task),
        _("Please confirm the booking, and tell us who comes, so that the client can say if they know them."),
    )


_SKELETONS: Mapping[AdvocacyKind, Any] = {
    AdvocacyKind.LETTER: _letter,
    AdvocacyKind.CLAIM: _claim,
    AdvocacyKind.APPEAL: _appeal,
    AdvocacyKind.BENEFIT_CHECK: _benefit_check,
    AdvocacyKind.MEETING: _meeting,
    AdvocacyKind.INTERPRETER: _interpreter,
}


def titles() -> Mapping[str, str]:
    """Return what stands above the letter of each kind."""
    return {
        AdvocacyKind.LETTER: _("A request for our client"),
        AdvocacyKind.CLAIM: _("A claim for our client"),
        AdvocacyKind.APPEAL: _("An appeal for our client"),
        AdvocacyKind.BENEFIT_CHECK: _("A benefit check for our client"),
        AdvocacyKind.MEETING: _("Invitation to a meeting"),
        AdvocacyKind.INTERPRETER: _("Booking an interpreter"),
    }


def letter_of_task(
    task: AdvocacyTask, parts: Mapping[str, str], consent: AdvocacyConsent | None, actor: Actor, on: date
) -> Letter:
    """Return the letter with these parts and nothing else, with the safe way to reach the client where there is one."""
    headings = letter_parts()
    sections = [(headings[code], _paragraphs(parts[code])) for code in headings if parts.get(code, "").strip()]
    if task.safe_way:
        only = _("Please use only this way, and send no other letters, texts or calls. %(way)s")
        sections.append((_("Reaching the client safely"), (only % {"way": task.safe_way},)))
    if consent is not None:
        sections.append((_("What the client agreed to"), (_agreement(consent.on),)))
    return Letter(
        title=titles()[task.kind],
        sender=(actor.agency_name, actor.name),
        receiver=(task.office, *([task.contact] if task.contact else [])),
        date=spell_date(on),
        opening=_("We are writing for one of our clients, who agreed to this letter."),
        sections=tuple(sections),
        notice=NOTICE if task.part2 else notice_for(task.episode.client),
        closing=(_("With kind regards"), actor.name, actor.agency_name),
    )


def letter_again(content: Mapping[str, Any]) -> Letter:
    """Return a letter as it was sent, from what was kept of it."""
    lines = {name: tuple(content[name]) for name in ("sender", "receiver", "closing")}
    sections = tuple((heading, tuple(texts)) for heading, texts in content["sections"])
    return Letter(**{**content, **lines, "sections": sections})


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.strip().replace("\r\n", "\n").split("\n\n") if part.strip())


def _agreement(on: date) -> str:
    return _("On %(day)s the client agreed to what stands here, for this purpose and nothing else.") % {
        "day": spell_date(on)
    }


def consent_words(task: AdvocacyTask, parts: Mapping[str, str], agency: str, on: date) -> str:
    """Return the text that the client agrees to: who tells whom what, what for, and that it can be withdrawn."""
    headings = letter_parts()
    lines = [
        *([_("My name: %(name)s") % {"name": task.episode.client.name}] if task.part2 else []),
        _("I agree that %(agency)s may tell %(office)s the following about me, and nothing else:")
        % {"agency": agency, "office": task.office},
        *(f"– {headings[code]}: {' '.join(parts[code].split())}" for code in headings if parts.get(code, "").strip()),
    ]
    if task.safe_way:
        lines.append(_("They may only contact me in this way: %(way)s") % {"way": " ".join(task.safe_way.split())})
    if task.part2:
        lines.append(
            _("This includes records of treatment for substance use. They are protected by 42 CFR Part 2: %(notice)s")
            % {"notice": NOTICE}
        )
        lines.append(_("I agree until this is done."))
    lines.append(_("I can withdraw this at any time; that does not undo what has already been done because of it."))
    lines.append(_("Agreed on %(day)s.") % {"day": spell_date(on)})
    return "\n".join(lines)
