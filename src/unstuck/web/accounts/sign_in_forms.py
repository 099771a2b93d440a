"""allauth's forms in our words: labels above the fields, no placeholders, errors that name their field."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import asks_for_code, is_opened
from unstuck.web.accounts.second_factor_secrets import going_past_closed_secrets
from unstuck.web.components import dates
from unstuck.web.components.used_codes import is_used, note_used

LENGTH = _("At least 12 characters. Three or four words in a row are good, and easy to remember.")


def say(form: Any, name: str, label: str, hint: str = "", missing: str = "") -> None:
    """Give a field of a form its words."""
    one: forms.Field = form.fields[name]
    one.label, one.help_text = label, hint
    one.widget.attrs.pop("placeholder", None)
    one.error_messages["required"] = missing or _("%(field)s: fill this in.") % {"field": label}


class SignIn(account.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "login", _("E-mail address"), missing=_("Type your e-mail address."))
        say(self, "password", _("Password"), missing=_("Type your password."))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class ChangePassword(account.ChangePasswordForm):
    """The present password and, twice, a new one."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "oldpassword", _("Your present password"))
        say(self, "password1", _("New password"), LENGTH)
        say(self, "password2", _("New password again"))


class SetPassword(account.ResetPasswordKeyForm):
    """A new password, twice; and the code, where an administrator saw the link."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "password1", _("New password"), LENGTH)
        say(self, "password2", _("New password again"))
        if self.user is not None and asks_for_code(self.user, self.temp_key):
            self.fields["code"] = forms.CharField(
                label=_("Code"),
                max_length=20,
                help_text=_("Eight digits. A second person at your agency tells you, by phone or in person."),
                error_messages={"required": _("Type the code.")},
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.order_fields(["code", "password1", "password2"])

    def clean(self) -> dict[str, Any]:
        """Refuse a wrong code; only where the passwords are right, so that a slip in them does not use up a try."""
        cleaned: dict[str, Any] = super().clean()
        asked = "code" in self.fields and not self.errors
        if asked and not is_opened(self.user, self.temp_key, cleaned["code"], now=dates.now()):
            self.add_error("code", _("This is not the code. After five wrong ones, ask for another code."))
        return cleaned


class AskForLink(account.ResetPasswordForm):
    """Ask for a link to set a password. Known or not, the address gets one mail, and the page says the same."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "email", _("E-mail address"), missing=_("Type your e-mail address."))

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Send the mail."""
        if self.users:
            return str(super().save(request, **options))
        email = str(self.cleaned_data["email"])
        get_adapter(request).send_mail("account/email/unknown_account", email, {})
        return email


class ConfirmByPassword(account.ReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "password", _("Your password"))


class _GoesPastClosedSecrets:
    """A code that is checked against each secret that opens; where one does not, the person is told."""

    authenticator: Any
    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Check the code. Never let one in by a secret that did not open; a used one is wrong, and counts as a try."""
        if is_used(self.user, self.cleaned_data["code"]):
            self.cleaned_data["code"] = ""
        problem = _("The secret of a second factor cannot be opened, so this code cannot be checked. ")
        problem += _("Another second factor of yours still works, or ask an administrator to take this one away.")
        with going_past_closed_secrets() as closed:
            try:
                code = str(super().clean_code())  # type: ignore[misc]  # of allauth's form, which stands after this one
            except forms.ValidationError:
                if not closed:
                    raise
                raise forms.ValidationError(problem, code="secret_closed") from None
        if any(place.row == f"{self.authenticator.user_id} {self.authenticator.type}" for place in closed):
            raise forms.ValidationError(problem, code="secret_closed")
        note_used(self.user, code)
        return code


class SecondStep(_GoesPastClosedSecrets, mfa.AuthenticateForm):
    """The code of the app, or a recovery code."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "code", _("Code from your app, or a recovery code"))


class ConfirmByCode(_GoesPastClosedSecrets, mfa.ReauthenticateForm):
    """The code of the app once more, before something delicate."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "code", _("Code from your app, or a recovery code"))


class ActivateApp(ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "code", _("The code that the app shows now"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        """Check the code, and take it for nothing else after this."""
        code = str(super().clean_code())
        note_used(self.user, code)
        return code


class AddPasskey(AddWebAuthnForm):
    """A passkey's name, and whether it is enough by itself."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "name", _("What do you call this device or key?"))
        say(
            self,
            "passwordless",
            _("Sign in with this passkey alone, without the password"),
            _("The device then asks for your fingerprint, face or PIN."),
        )


class RenamePasskey(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, "name", _("What do you call this device or key?"))
