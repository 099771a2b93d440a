"""Signing in through django-allauth, without sign-up: people are added by an administrator."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context, ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import note, set_password
from unstuck.web.accounts.actors import actor_of, person_with_actor
from unstuck.web.accounts.form_recovery import discard_others_typed_form
from unstuck.web.accounts.middleware import wake
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.provider.confirming import confirmed_lately, confirms_through_provider
from unstuck.web.accounts.second_factor_secrets import open_secret
from unstuck.web.accounts.sessions import begin
from unstuck.web.components import dates
from unstuck.web.components.network_places import where_from
from unstuck.web.components.sealed_addresses import seal

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
UNDELIVERED = (SMTPException, OSError)

ON_RECORD = {
    "mfa/email/totp_activated": "second_factor.added",
    "mfa/email/webauthn_added": "second_factor.added",
    "mfa/email/totp_deactivated": "second_factor.removed",
    "mfa/email/webauthn_removed": "second_factor.removed",
    "mfa/email/recovery_codes_generated": "recovery_codes.made",
}
"""What allauth tells people about by mail and what therefore goes on the record too; passwords are `set_password`'s."""


def mail_is_configured() -> bool:
    """Tell whether this installation sends mail."""
    return bool(settings.EMAIL_BACKEND != NO_MAIL)


def password_link(person: Person) -> str:
    """Return a link by which this person sets a password, once, within PASSWORD_RESET_TIMEOUT (3 days)."""
    return str(context.request.build_absolute_uri(password_path(person)))


def password_path(person: Person) -> str:
    """Return the same link without the site's name: for the command line, which has no request to take it from."""
    key = PasswordResetTokenGenerator().make_token(person)
    named = {"uidb36": user_pk_to_url_str(person), "key": key}
    return str(reverse("account_reset_password_from_key", kwargs=named))


def key_of(link: str) -> str:
    """Return the key of a link, by which the page that it opens knows it."""
    return link.rstrip("/").rpartition("/")[2].partition("-")[2]


def mail_password_link(person: Person) -> bool:
    """Send the link that sets a password; False where no mail server took it."""
    if not mail_is_configured():
        return False
    try:
        mail_context = {"password_reset_url": password_link(person)}
        account_adapter(context.request).send_password_reset_mail(person, person.email, mail_context)
    except UNDELIVERED:
        return False
    return True


class Adapter(DefaultAccountAdapter):
    """Closed to strangers and to people whose membership ended; what people do here goes on the record."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address and password do not match."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("That code is not right, or has already been used. Wait for the next one and try again."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has already been used, or is too old."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many attempts. Wait 15 minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the same address that the lockout counts by."""
        return where_from(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit guesses at one address from many places (NIST SP 800-63B 5.2.2: at most 100); axes has each place."""
        if not ratelimit.consume(request, action="passwords_from_anywhere", key=seal(credentials.get("email", ""))):
            raise self.validation_error("too_many_login_attempts")

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """Stop whoever has no membership now, by whatever means they showed who they are."""
        if actor_of(user) is None:
            user.is_active = False
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session: what somebody else typed on this computer is forgotten."""
        super().login(request, user)
        discard_others_typed_form(request, user)
        begin(request)
        wake(request)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Put the sign-in on the record."""
        note("person.signed_in", user, now=dates.now())
        answer: HttpResponse = super().post_login(request, user, **options)
        return answer

    def set_password(self, user: Any, password: str) -> None:
        """Store a password as an action like every other write."""
        set_password(user, password, now=dates.now())

    def get_login_stages(self) -> list[str]:
        """Return the steps of a sign-in; the second one may have been taken at the identity provider."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "unstuck.web.accounts.provider.second_step.SecondStepHereOrThere"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask again before something delicate; also of those with neither password nor factor, whom allauth lets by."""
        person = context.request.user
        if not get_reauthentication_flows(person) and not confirmed_lately(context.request):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways in which somebody shows once more that it is them, in our words."""
        words = {
            "reauthenticate": _("Type your password"),
            "mfa_reauthenticate": _("Type a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        ways = [one | {"description": words[one["id"]]} for one in super().get_reauthentication_methods(user)]
        return ways + confirms_through_provider(user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to one's own account."""
        return reverse("accounts:me")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Put a change of the second factor on the record, and tell the person; a lost mail undoes nothing."""
        if template_prefix in ON_RECORD:
            note(ON_RECORD[template_prefix], user, now=dates.now(), ends_sessions=True)
            keep_this_session(self.request, user)
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except UNDELIVERED:
            return


def keep_this_session(request: HttpRequest | None, user: Any) -> None:
    """Let the session that a change came from go on, under a new key; all others have ended with the change."""
    if request is not None and request.user.is_authenticated:
        user.refresh_from_db(fields=["sessions_since"])
        update_session_auth_hash(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names that people recognise in their app and among their passkeys."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": Adapter.error_messages["incorrect_code"]}

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret, which was sealed as it was stored. Raises SealBroken where it is not what was stored."""
        return open_secret(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  (allauth's own name)
        """Suggest a name for a passkey."""
        return _("This device")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site in the browser's window."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Unstuck"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name the person in the browser's window."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}


class PeopleBackend(AuthenticationBackend):
    """allauth's check of e-mail and password."""

    def get_user(self, user_id: Any) -> Any:
        """Return an active person; `actor` stands beside, so that a request need not ask a second time."""
        membership = person_with_actor(user_id)
        if membership is None:
            person = super().get_user(user_id)
            return person if person is not None and person.is_active else None
        person, actor = membership
        vars(person)["actor"] = actor
        return person
