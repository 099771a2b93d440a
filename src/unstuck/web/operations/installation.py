"""The first step of an installation: an agency, and somebody to look after its people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from unstuck.errors import BadInput
from unstuck.web.accounts.actions import NewPerson, add_person, found_agency
from unstuck.web.accounts.models import Role
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
