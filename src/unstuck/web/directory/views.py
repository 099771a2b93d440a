"""Finding services, one service with what colleagues know about it, and bringing a directory in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.guidance.life_areas import area_names
from unstuck.interop.hsds import Form, files_of
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.form_recovery import TOKEN, idempotency_key_of, token_for
from unstuck.web.accounts.models import Role
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.components.links import address_if_any
from unstuck.web.directory import presenters
from unstuck.web.directory.actions import imports as acts
from unstuck.web.directory.actions import notes
from unstuck.web.directory.forms import ImportForm, NoteForm, SearchForm, shown_name
from unstuck.web.directory.models import Import, Service
from unstuck.web.directory.permissions import imports_for, services_for
from unstuck.web.directory.queries import directory_of, is_unconfirmed, present, sources_of, whole
from unstuck.web.directory.search import PAGE, Point, Results, Wanted, open_services, place_called, search

FORMS = {one.value: one for one in Form}


@require_http_methods(["GET", "HEAD", "POST"])
def resources(request: Request) -> HttpResponse:
    """Search. A need may say much about somebody, so it is sent, not put into an address."""
    agency = request.actor.agency_id
    typed = (
        request.POST if request.method == "POST" else {"area": request.GET["area"]} if "area" in request.GET else None
    )
    form = SearchForm(typed)
    context: dict[str, Any] = {
        "form": form,
        "areas": sorted(area_names().items(), key=lambda one: one[1]),
        "found": None,
    }
    if typed is None:
        return render(request, "directory/resources.html", context | {"services": present(agency).count()})
    if not form.is_valid():
        return render(request, "directory/resources.html", context | {"services": 1}, status=422)
    said = form.cleaned_data
    near = place_called(agency, said["near"]) if said["near"] else None
    found = search(agency, _wanted(said, near))
    context |= {
        "services": 1,
        "found": found,
        "lines": presenters.lines(found, PAGE, dates.today()),
        "map": _map(found, near),
        "unknown_place": said["near"] if said["near"] and near is None else "",
    }
    return render(request, "directory/resources.html", context)


def _wanted(said: Mapping[str, Any], near: Point | None) -> Wanted:
    return Wanted(
        need=said["need"],
        areas=(said["area"],) if said["area"] else (),
        language=said["language"],
        free=said["free"],
        age=said["age"],
        whom=said["whom"],
        open_at=localtime(dates.now()) if said["open_now"] else None,
        now=localtime(dates.now()),
        near=near,
        within_km=float(said["within"]) if said["within"] and near else None,
        page=said["page"] or 1,
    )


def _map(found: Results, near: Point | None) -> presenters.Map | None:
    first = (found.page - 1) * PAGE
    points = [(str(first + number), point) for number, point in found.points]
    return presenters.drawn([*points, ("", near)] if near else points)


@require_safe
def service(request: Request, service: UUID) -> HttpResponse:
    """Show everything about a service, for the screen and for paper."""
    one = get_object_or_404(whole(services_for(request.actor)), public_id=service)
    today = dates.today()
    open_now = bool(open_services([one.pk], localtime(dates.now())))
    points = [
        (str(number), (place.latitude, place.longitude))
        for number, place in enumerate(one.all_places, start=1)
        if place.latitude is not None and place.longitude is not None
    ]
    context = {
        "one": one,
        "more": presenters.more(one),
        "whom": presenters.for_whom(one),
        "cost": presenters.cost(one),
        "hours": presenters.hours_line(one.all_openings),
        "other_hours": presenters.other_hours(one.all_openings),
        "open_now": open_now,
        "checked": presenters.checked(one, today),
        "unconfirmed": is_unconfirmed(one, today),
        "flag": presenters.flag(one),
        "areas": [(area_names()[area.area], area.why) for area in one.all_areas if area.area in area_names()],
        "known": presenters.newest(one.all_notes),
        "map": presenters.drawn(points),
        "refer": _refer(request.actor, one),
    }
    return render(request, "directory/service.html", context)


def _refer(actor: Actor, one: Service) -> str:
    """Return where a client is handed on to a service, for whoever works with clients."""
    if one.gone_at is not None or actor.role not in (Role.WORKER, Role.SUPERVISOR):
        return ""
    return address_if_any("referrals:for_whom", service=one.public_id)


def note(request: Request, service: UUID) -> HttpResponse:
    """Write down what one knows about a service."""
    one = get_object_or_404(whole(services_for(request.actor)), public_id=service)
    known = presenters.newest(one.all_notes)
    initial = {"works_well_for": known["works_well_for"], "waiting_time": known["waiting_time"], "version": one.version}

    def act(fields: Mapping[str, Any], key: str) -> str:
        said = notes.Known(
            fields["checked_on"],
            fields["works_well_for"].strip(),
            fields["waiting_time"].strip(),
            fields["words"].strip(),
        )
        notes.note(request.actor, one, said, dates.now(), fields["version"], key)
        return _page(one.public_id)

    page = FormPage(
        template="directory/note.html",
        make=lambda typed: NoteForm(typed, today=dates.today(), initial=initial),
        act=act,
        again=_page,
        saved=_("Saved. Colleagues see it with the service."),
        context={"one": one, "known": known},
        freshen=lambda typed: _with_version(typed, one),
    )
    return answer(request, page)


def _with_version(typed: Any, one: Service) -> Any:
    """Return what was typed, for the service as it is now."""
    fresh = typed.copy()
    fresh["version"] = str(Service.objects.values_list("version", flat=True).get(pk=one.pk))
    return fresh


def _page(public_id: object) -> str:
    return reverse("directory:service", args=[public_id])


def imports(request: Request) -> HttpResponse:
    """Choose a directory to bring in, and see those that were."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        file = acts.NewDirectory(shown_name(fields["file"]), fields["file"].read(), fields["source"])
        return _preview(acts.bring_in(request.actor, file, dates.now(), key).public_id)

    page = FormPage(
        template="directory/imports.html",
        make=lambda typed: ImportForm(typed, request.FILES if typed is not None else None),
        act=act,
        again=_preview,
        context={
            "earlier": imports_for(request.actor).select_related("by").order_by("-at")[:30],
            "sources": sources_of(request.actor.agency_id),
            "forms": list(FORMS),
            "states": presenters.import_states(),
        },
    )
    return answer(request, page)


def _preview(public_id: object) -> str:
    return reverse("directory:brought_in", args=[public_id])


@require_http_methods(["GET", "HEAD", "POST"])
def brought_in(request: Request, brought_in: UUID) -> HttpResponse:
    """Show how far a file is and what it would change; let the background process apply it, whole or not at all."""
    one = _found(request, brought_in)
    if request.method != "POST":
        return _import_page(request, one)
    try:
        acts.confirm(request.actor, one, dates.now(), idempotency_key_of(request))
    except AlreadyDone as done:
        return redirect(_preview(done.answer))
    except Denied as denied:
        return _import_page(request, _found(request, brought_in), denied.reason)
    return redirect(_preview(one.public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, brought_in: UUID) -> HttpResponse:
    """Forget a file that was not applied."""
    one = _found(request, brought_in)
    if request.method != "POST":
        return redirect(_preview(one.public_id))
    try:
        acts.discard(request.actor, one, dates.now(), idempotency_key_of(request))
    except AlreadyDone as done:
        return redirect(_preview(done.answer))
    except Denied as denied:
        return _import_page(request, _found(request, brought_in), denied.reason)
    messages.success(request, _("The file was discarded. Nothing of it was kept."))
    return redirect("directory:imports")


def _found(request: Request, brought_in: UUID) -> Import:
    return get_object_or_404(imports_for(request.actor), public_id=brought_in)


def _import_page(request: Request, one: Import, refused: str = "") -> HttpResponse:
    context = {
        "one": one,
        "shown": presenters.import_page(one),
        "refused": refused,
        "token": (TOKEN, token_for(request)),
    }
    return render(request, "directory/brought_in.html", context, status=422 if refused else 200)


@require_safe
def export(request: Request) -> HttpResponse:
    """Give a source's directory back as HSDS 3.0, with the extension file and the list of what 3.0 has no place for."""
    agency = request.actor.agency_id
    sources = sources_of(agency)
    if not sources:
        return redirect("directory:imports")
    asked = request.GET.get("source", "")
    source = asked if asked in sources else sources[0]
    files, left_out = files_of(directory_of(agency, source), FORMS.get(request.GET.get("form", ""), Form.csv))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("left-out.txt", "\n".join(str(one) for one in left_out) + "\n")
    answered = HttpResponse(packed.getvalue(), content_type="application/zip")
    answered["Content-Disposition"] = 'attachment; filename="directory.zip"'
    return answered
