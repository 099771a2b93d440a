"""Agencies, teams, the people who work there, and in which role."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from unstuck.language import CLIENT
from unstuck.language import gettext as _


class Role(models.TextChoices):
    """What somebody is at an agency. Codes are append-only."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"

    @property
    def title(self) -> str:  # type: ignore[override]  # the word on screen, not str.title
        """Return the word on screen."""
        return {
            "worker": _("Worker"),
            "supervisor": _("Supervisor"),
            "manager": _("Manager"),
            "administrator": _("Administrator"),
        }[self.value]

    @classmethod
    def titles(cls) -> dict[str, str]:
        """Return the word on screen of each code."""
        return {one.value: one.title for one in cls}

    @classmethod
    def in_teams(cls) -> tuple[Role, ...]:
        """Return the roles of people who work in a team; the others belong to the whole agency."""
        return (cls.WORKER, cls.SUPERVISOR)


class Agency(models.Model):
    """An organisation. Nothing is shared between two of them.

    `second_factor_for`: codes of the roles that open nothing but their own account until they have a second factor.
    `rooms_off`: codes of the rooms that the agency does not use. `client_word`: the code of its own word for a client.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    second_factor_for = models.JSONField(default=list)
    rooms_off = models.JSONField(default=list)
    client_word = models.CharField(max_length=20, default=CLIENT)


class Team(models.Model):
    """Workers who share a supervisor."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("agency", Lower("name"), name="accounts_team_name_once")]


class People(BaseUserManager["Person"]):
    """How Django finds people; they are made by actions alone."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with this e-mail, in any spelling of its case."""
        return self.get(email__iexact=username or "")


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their membership alone.

    `waiting`: how much waits that they have not seen, kept by the room of notifications, so that no page has to count.
    `sessions_since`: raised by what ends every session of theirs but the one that asked for it. `stands_in_until`: the
    last day of any cover that they ever agreed to. It gives no right: after it there is no need to look for one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)
    sessions_since = models.PositiveIntegerField(default=0)
    stands_in_until = models.DateField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_person_email_once")]

    def get_session_auth_hash(self) -> str:
        """Return what a session must carry: another one after a new password, and wherever `sessions_since` rose."""
        return salted_hmac("unstuck.session", f"{self.password}:{self.sessions_since}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield nothing: keys of before are not accepted, and sessions of before sign in again."""
        yield from ()

    def has_perm(self, permission: str, about: Any = None) -> bool:
        """Refuse: Django's own permissions are not used; see `permissions` in each room."""
        return False

    def has_module_perms(self, app: str) -> bool:
        """Refuse: see `has_perm`."""
        return False


class Membership(models.Model):
    """Who was what at which agency, from when to when. One at a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="accounts_one_membership"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_membership_role"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")), name="accounts_membership_ends"
            ),
        ]


class RoleProposal(models.Model):
    """A role that an administrator asked for, and what a second person said to it. Open until it is decided.

    `agreed` is None while it is open; so it is, with the day and nobody, where the person left first.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(decided_at=None), name="accounts_one_proposal"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_proposal_role"),
            models.CheckConstraint(
                condition=Q(agreed=None) | Q(decided_at__isnull=False), name="accounts_proposal_decided"
            ),
            models.CheckConstraint(
                condition=~Q(agreed=True) | Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="accounts_proposal_second_person",
            ),
        ]


class ShownLink(models.Model):
    """A link to set a password that was shown to an administrator: it opens only with a code from a second person.

    `link` and `code` are digests. `wrong`: how often another code was typed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    link = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    code = models.CharField(max_length=64, blank=True)
    code_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    wrong = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code_by=None) | ~Q(code_by=models.F("asked_by")), name="accounts_link_second_person"
            ),
        ]


class LinkedSignIn(models.Model):
    """As whom the identity provider knows somebody: noted at the first sign-in by it, and theirs alone from then on."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="linked_sign_in")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="accounts_linked_subject_once"),
        ]
