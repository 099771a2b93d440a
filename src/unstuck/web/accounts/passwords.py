"""Passwords that somebody who guesses would try first are refused: on a list that ships with Django, or made of it.

Twelve characters are easily had by a common word and a year, a word typed twice, or a row of the keyboard. NIST SP
800-63B-4, 3.1.1.2: a password is compared with those from breaches, with dictionary words, and words of the context.
"""

from __future__ import annotations

import re
from itertools import pairwise
from string import digits, punctuation
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Membership
from unstuck.web.components.typed_by_rote import is_typed_by_rote, repeated

_LETTERS = re.compile(r"[^\W\d_]{3,}")
_LOOKALIKES = str.maketrans("0134578@$!", "oleastbasi")


class GuessedFirst(CommonPasswordValidator):
    """Refuse a common password, one that is a common word in disguise, and what is hardly a secret at all."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where somebody who guesses would try this early."""
        plain = password.casefold()
        if is_typed_by_rote(plain) or self._is_known(plain, _around(user)):
            problem = _("This is among the first that somebody would guess. Three or four words in a row are better.")
            raise ValidationError(problem, code="guessed_first")

    def _is_known(self, plain: str, around: set[str]) -> bool:
        """Tell whether a password, its core, or what it repeats is on the list, a word that lies near, or two such."""
        near = around | self.passwords
        words = {plain, repeated(plain)}
        words |= {word.strip(digits + punctuation) for word in words}  # without the year and the sign at the end
        words |= {word.translate(_LOOKALIKES) for word in words}
        words |= {repeated(word) for word in words}
        ways = [way for word in words if word for way in ({word}, set(_LETTERS.findall(word)))]
        return any(0 < len(way) <= 2 and way <= near for way in ways)


def _around(user: Any) -> set[str]:
    """Return words that lie near: the program's name, and the names of whoever it is and of their agency."""
    trade = {"unstuck", "socialwork", "socialworker"}
    if user is None or user.pk is None:
        return trade
    posts = Membership.objects.filter(person=user.pk).values_list("agency__name", "team__name")
    names = [user.name, user.email, *(name for post in posts for name in post if name)]
    parts = [_LETTERS.findall(name.casefold()) for name in names]
    joined = {"".join(some) for every in parts for some in (every, every[::-1], *pairwise(every))}
    return trade | joined | {part for every in parts for part in every}
