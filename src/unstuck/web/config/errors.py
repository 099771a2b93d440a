"""Pages for what went wrong: what happened, what was kept, what to do. Never what was typed."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from unstuck.errors import trouble_of
from unstuck.language import gettext as _


def page(request: HttpRequest, status: int, heading: str, happened: str, do: str) -> HttpResponse:
    """Return a page of its own for something that went wrong, at whatever point of the request it did."""
    if not hasattr(request, "actor"):
        request.actor = None  # type: ignore[attr-defined]  # it went wrong before anybody asked who this is
    context = {"heading": heading, "happened": happened, "do": do}
    return render(request, "components/alone.html", context, status=status)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no page of ours sends, such as one to another host's name."""
    return page(
        request,
        400,
        _("This request cannot be answered"),
        _("It did not come from a page of this site, or it was damaged on the way. Nothing was saved."),
        _("Go to the site by its own address and try again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not one that this person may open; the two are not told apart."""
    return page(
        request,
        404,
        _("This page cannot be opened"),
        _("It does not exist, or it belongs to somebody else's work."),
        _("Go back to your first page, or ask whoever sent you the link."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person's role does not have this page."""
    reason = getattr(exception, "reason", "") or _("This page is not part of your role.")
    return page(request, 403, _("This is not open to you"), reason, _("Nothing was changed."))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 from the forgery check: the form was opened before the browser's cookies were cleared, or elsewhere."""
    return page(
        request,
        403,
        _("This form was open for too long"),
        _("It could not be matched to your sign-in, so nothing was saved."),
        _("Go back one page: your browser still has what you typed. Reload that page in a second tab, then save."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many attempts in a short time, by allauth's count. django-allauth looks this up by its name."""
    return page(
        request,
        429,
        _("Too many attempts"),
        _("This was tried too often in a short time, so it is closed for a while. Nothing was changed."),
        _("Wait a few minutes, then try again."),
    )


def fault(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; 503 where the database cannot be used, with the cause by its name."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble:
        return _unusable(request, trouble)
    return page(
        request,
        500,
        _("Something went wrong on our side"),
        _("This step was not saved; everything before it was."),
        _("Try again. If it happens again, tell whoever looks after Unstuck at your agency when it happened."),
    )


CAUSES = {
    "full": _("The disk of the site is full, so this could not be saved. Everything before it is stored."),
    "read_only": _("The site may read its data just now and not write it, so this could not be saved."),
    "damaged": _("A part of the site's data is damaged. A backup has to be put back before work goes on."),
    "locked": _("Something else was being saved for a long time, so this could not be saved."),
    "gone": _("The site cannot find its data. A backup has to be put back before work goes on."),
    "unreachable": _("The site's database does not answer just now, so this could not be done."),
    "sealed": _("Something that is kept sealed does not open: it is not what was saved, or its key is missing."),
    "disk": _("The disk of the site could not be read or written, so this could not be done."),
}
"""`unstuck.errors.TROUBLES` in the words of whoever meets one on a page."""
AGAIN_SOON = ("locked", "unreachable")


def _unusable(request: HttpRequest, trouble: str) -> HttpResponse:
    do = _("Tell whoever runs Unstuck at your agency now, in these words. Keep what you wanted to save until then.")
    if trouble in AGAIN_SOON:
        do = _("Go back one page, where your browser still has what you typed, and try again in a minute.")
    answer = page(request, 503, _("This cannot be done just now"), CAUSES[trouble], do)
    answer["Retry-After"] = "60"
    return answer
