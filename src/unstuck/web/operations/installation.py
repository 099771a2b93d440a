"""The first step of an installation: an agency, and somebody to look after its people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from unstuck.errors import BadInput
from unstuck.web.accounts.actions import NewPerson, add_person, confirm_role, found_agency
from unstuck.web.accounts.models import Person, Role
from unstuck.web.accounts.presenters import role_and_team
from unstuck.web.accounts.queries import open_proposal
from unstuck.web.accounts.sign_in import password_path
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied


def add_agency(name: str, email: str, called: str) -> str:
    """Add an agency with its first administrator, both or neither; return the path at which they set a password.

    Raises BadInput for an empty name, a bad e-mail address, or one that can sign in already.
    """
    if not name or not called:
        raise BadInput("NAME and --called: expected a name, found an empty one")
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(f"--administrator: expected an e-mail address, found '{email}'") from None
    try:
        with transaction.atomic():
            agency = found_agency(name, now=dates.now())
            wanted = NewPerson(email, called, Role.ADMINISTRATOR)
            person = add_person(agency, wanted, by=None, now=dates.now())
    except Denied as denied:
        raise BadInput(f"--administrator: {denied.reason}") from denied
    return password_path(person)


def confirm_waiting_role(email: str) -> str:
    """Confirm the role that waits for a second person, where an agency has nobody who can; return it in words.

    Raises BadInput for an address that nobody signs in with, and where no role waits.
    """
    person = Person.objects.filter(email__iexact=email).first()
    waiting = open_proposal(person.pk) if person else None
    if waiting is None:
        raise BadInput(f"EMAIL: expected somebody whose new role waits for a second person, found '{email}'")
    try:
        confirm_role(None, waiting, now=dates.now())
    except Denied as denied:
        raise BadInput(f"EMAIL: {denied.reason}") from denied
    return role_and_team(waiting.role, waiting.team)
