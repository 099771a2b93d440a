"""The second factor is asked for here too, unless the provider says that it asked for two."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from unstuck.web.components.identity_provider import SECOND_FACTOR_AT_PROVIDER


class SecondStepHereOrThere(AuthenticateStage):
    """allauth's second step, which a sign-in that showed both factors at the provider goes past."""

    def _should_handle(self, request: HttpRequest) -> bool:
        """Tell whether the second factor is asked for."""
        return not self.login.state.get(SECOND_FACTOR_AT_PROVIDER) and bool(super()._should_handle(request))
