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

FEWEST_DIFFERENT = 5
"""Characters: "aaaaabbbbbab" has two."""
MOSTLY = 0.7
"""Of the steps from one character to the next, the share that makes it a row: "abcdefgh1234" has 10 of 11."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "1234567890")
_COLUMNS = zip("1234567", "qwertyu", "asdfghj", "zxcvbnm", strict=True)
_NEXT = {pair for row in (*_ROWS, *_COLUMNS) for one in (row, row[::-1]) for pair in pairwise(one)}
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_LOOKALIKES = str.maketrans("0134578@$!", "oleastbasi")


class GuessedFirst(CommonPasswordValidator):
    """Refuse a common password, one that is a common word in disguise, and what is hardly a secret at all."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where somebody who guesses would try this early."""
        plain = password.casefold()
        if len(set(plain)) < FEWEST_DIFFERENT or _is_row(plain) or self._is_known(plain, _around(user)):
            problem = _("This is among the first that somebody would guess. Three or four words in a row are better.")
            raise ValidationError(problem, code="guessed_first")

    def _is_known(self, plain: str, around: set[str]) -> bool:
        """Tell whether a password, its core, or what it repeats is on the list, a word that lies near, or two such."""
        near = around | self.passwords
        words = {plain, _repeated(plain)}
        words |= {word.strip(digits + punctuation) for word in words}  # without the year and the sign at the end
        words |= {word.translate(_LOOKALIKES) for word in words}
        words |= {_repeated(word) for word in words}
        ways = [way for word in words if word for way in ({word}, set(_LETTERS.findall(word)))]
        return any(0 < len(way) <= 2 and way <= near for way in ways)


def _repeated(word: str) -> str:
    """Return what a text repeats, itself where it repeats nothing."""
    return word[: (word + word).find(word, 1)]


def _is_row(word: str) -> bool:
    steps = list(pairwise(word))
    near = [abs(ord(one) - ord(two)) <= 1 or (one, two) in _NEXT for one, two in steps]
    return bool(steps) and sum(near) / len(steps) >= MOSTLY


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
