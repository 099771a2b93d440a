"""What is left to set up, and what is done, each with the click that leads there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.language import CLIENT, CLIENT_WORDS, ngettext
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.models import Role
from unstuck.web.components.open_routes import is_open
from unstuck.web.getting_started.queries import Beginnings


@dataclass(frozen=True)
class SetUpTask:
    """One thing to set up: how it stands now, the words of the link, and the route where it is done."""

    title: str
    now: str
    verb: str
    route: str
    is_done: bool


@dataclass(frozen=True)
class SetUpPage:
    """What is left first, then what is done; then what an agency may make its own, and need not."""

    left: Sequence[SetUpTask]
    done: Sequence[SetUpTask]
    own: Sequence[SetUpTask]


def tasks_page(there: Beginnings) -> SetUpPage:
    """Return the page for what is there at an agency."""
    tasks = [
        _teams(there), _people(there), _responders(there), _second_factor(there), _questionnaires(there),
        _directory(there), _backup(there),
    ]  # fmt: skip
    tasks = [one for one in tasks if is_open(one.route)]
    own = [_programmes(there), _questions(there), _word(there), _rooms(there)]
    return SetUpPage([one for one in tasks if not one.is_done], [one for one in tasks if one.is_done], own)


def _teams(there: Beginnings) -> SetUpTask:
    now = ngettext("%(num)s team.", "%(num)s teams.", there.teams) % {"num": there.teams}
    none = _("None yet. A supervisor sees the clients of their team.")
    return SetUpTask(_("Teams"), now if there.teams else none, _("Add a team"), "accounts:team_add", there.teams > 0)


def _people(there: Beginnings) -> SetUpTask:
    troubles = [
        *([] if there.workers else [_("No worker yet.")]),
        *([] if there.supervisors else [_("No supervisor yet.")]),
        *([_without_team(there.without_team)] if there.without_team else []),
    ]
    if there.supervisors and there.teams_unsupervised:
        troubles.append(_("Without a supervisor: %(teams)s.") % {"teams": ", ".join(there.teams_unsupervised)})
    done = f"{_workers(there.workers)}, {_supervisors(there.supervisors)}"
    only_to_mend = bool(there.workers and there.supervisors and troubles)
    return SetUpTask(
        title=_("People"),
        now=" ".join(troubles) or done,
        verb=_("Look at the people") if only_to_mend else _("Add a person"),
        route="accounts:people" if only_to_mend else "accounts:person_add",
        is_done=not troubles,
    )


def _workers(count: int) -> str:
    return ngettext("%(num)s worker", "%(num)s workers", count) % {"num": count}


def _supervisors(count: int) -> str:
    return ngettext("%(num)s supervisor", "%(num)s supervisors", count) % {"num": count}


def _without_team(count: int) -> str:
    words = ngettext("%(num)s person works in no team.", "%(num)s people work in no team.", count)
    return words % {"num": count}


def _responders(there: Beginnings) -> SetUpTask:
    none = _(
        "Nobody is named to answer for concerns. Until somebody is, a concern is told to the client's own worker and "
        "then to their supervisor, Monday to Friday from 9 to 5. Outside those hours it waits."
    )
    return SetUpTask(
        _("Who answers for concerns"),
        _("Somebody is named.") if there.responders else none,
        _("Say who answers for concerns"),
        "safety:responders",
        there.responders,
    )


def _second_factor(there: Beginnings) -> SetUpTask:
    roles = ", ".join(Role(role).title for role in there.second_factor_for)
    none = _("No role must have one: a password alone opens clients' records.")
    return SetUpTask(
        _("Second factor"),
        _("Must have one: %(roles)s.") % {"roles": roles} if roles else none,
        _("Choose who must have one"),
        "accounts:second_factor_roles",
        bool(roles),
    )


def _questionnaires(there: Beginnings) -> SetUpTask:
    now = _("%(ready)s can be asked as they are; %(waiting)s need the text that a licence of your own allows.") % {
        "ready": there.askable,
        "waiting": there.licences,
    }
    return SetUpTask(
        _("Questionnaires and help lines"),
        now,
        _("Look at the questionnaires"),
        "getting_started:questionnaires",
        there.questionnaires_on is not None,
    )


def _directory(there: Beginnings) -> SetUpTask:
    now = ngettext("%(num)s service.", "%(num)s services.", there.services) % {"num": there.services}
    none = _("None yet. Workers find outside support in it.")
    verb = _("Bring in a directory")
    return SetUpTask(
        _("Directory of services"), now if there.services else none, verb, "directory:imports", there.services > 0
    )


def _programmes(there: Beginnings) -> SetUpTask:
    now = ngettext("%(num)s programme.", "%(num)s programmes.", there.programmes) % {"num": there.programmes}
    none = _("None. Nobody is asked for one.")
    shown = now if there.programmes else none
    return SetUpTask(_("Programmes"), shown, _("Look at the programmes"), "programmes:programmes", there.programmes > 0)


def _questions(there: Beginnings) -> SetUpTask:
    now = ngettext("%(num)s question of your own.", "%(num)s questions of your own.", there.questions)
    shown = now % {"num": there.questions} if there.questions else _("None: a reference, a name and the first day.")
    verb = _("Look at the questions")
    return SetUpTask(_("Questions at the start"), shown, verb, "intake:questions", there.questions > 0)


def _word(there: Beginnings) -> SetUpTask:
    one, many = CLIENT_WORDS[there.client_word]
    now = _("%(one)s, %(many)s.") % {"one": one.capitalize(), "many": many}
    own = there.client_word != CLIENT
    return SetUpTask(_("Your own word"), now, _("Choose the word"), "accounts:client_word", own)


def _rooms(there: Beginnings) -> SetUpTask:
    now = ngettext("%(num)s room is switched off.", "%(num)s rooms are switched off.", there.rooms_off)
    shown = now % {"num": there.rooms_off} if there.rooms_off else _("All are in use.")
    return SetUpTask(_("Rooms in use"), shown, _("Choose the rooms"), "rooms_in_use:rooms", there.rooms_off > 0)


def _backup(there: Beginnings) -> SetUpTask:
    return SetUpTask(
        _("Backup"), _how_the_backup_stands(there), _("Say who looks after it"), "getting_started:backup",
        there.backup_is_fresh,
    )  # fmt: skip


def _how_the_backup_stands(there: Beginnings) -> str:
    if there.backup is None:
        return _("One is taken every day, on this machine. Nobody has said who copies it elsewhere.")
    if there.backup.tried_on is None:
        return _("%(who)s looks after it. No copy has been brought back yet.") % {"who": there.backup.who}
    words = _("%(who)s looks after it. A copy was last brought back on %(day)s.")
    return words % {"who": there.backup.who, "day": spell_date(there.backup.tried_on)}
