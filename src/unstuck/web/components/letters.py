"""A letter as a PDF to download; where it cannot be set, the page that it belongs to says what is in the way."""

from __future__ import annotations

import unicodedata

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from unstuck.language import gettext as _
from unstuck.reporting.letters import CannotBeSet, Letter, as_pdf

MOST = 8
"""Characters that are named; more would not help anybody find them."""


def download(request: HttpRequest, letter: Letter, page: str) -> HttpResponse:
    """Return the letter as a PDF; else go back to the `page`, which names what no font has."""
    try:
        made = as_pdf(letter)
    except CannotBeSet as refused:
        messages.error(request, in_the_way(refused.letters))
        return redirect(page)
    return attached(made, "application/pdf", "letter.pdf")


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to be kept under this name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def in_the_way(letters: tuple[str, ...]) -> str:
    """Say which characters keep a letter from being set, and what to do."""
    if not letters:
        return _("This letter cannot be made into a PDF as it is written. Copy its text from here, or print this page.")
    named = ", ".join(f"“{one}” ({unicodedata.name(one, f'U+{ord(one):04X}').lower()})" for one in letters[:MOST])
    more = ", …" if len(letters) > MOST else ""
    words = {"letters": named + more}
    return _("No font here can show %(letters)s. Write it another way, or print this page instead of the PDF.") % words
