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

from unstuck.interop.hsds import Form, files_of
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.form_recovery import TOKEN, idempotency_key_of, token_for
from unstuck.web.accounts.models import Role
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.components.links import address_if_any
from unstuck.web.directory.actions import imports as acts
from unstuck.web.directory.actions import notes
from unstuck.web.directory.forms import DirectoryImportForm, ServiceNoteForm, ServiceSearchForm, shown_name
from unstuck.web.directory.models import Import, Service
from unstuck.web.directory.permissions import check_may_import, has_somebody_to_refer, imports_for, services_for
from unstuck.web.directory.presenters.imports import import_lines, import_page
from unstuck.web.directory.presenters.pages import ResourcesPage, found_services, resources_page, service_page
from unstuck.web.directory.presenters.referring import nobody_to_refer
from unstuck.web.directory.presenters.words import knowledge_of
from unstuck.web.directory.queries import directory_of, present, sources_of, with_details
from unstuck.web.directory.search import Point, ServiceQuery, open_services, point_named, search

FORMS = {form.value: form for form in Form}
MOST_FILES = 30


@require_http_methods(["GET", "HEAD", "POST"])
def resources(request: Request) -> HttpResponse:
    """Search. A need may say much about somebody, so it is sent in the form and never put into an address."""
    agency = request.actor.agency_id
    typed = _typed(request)
    form = ServiceSearchForm(typed)
    if typed is None:
        may_bring_in = allowed(check_may_import, request.actor)
        return _resources_page(request, form, resources_page(present(agency).exists(), may_bring_in=may_bring_in))
    if not form.is_valid():
        return _resources_page(request, form, resources_page(has_directory=True), status=422)
    fields = form.cleaned_data
    near = point_named(agency, fields["near"]) if fields["near"] else None
    results = search(agency, _query(fields, near))
    services = found_services(results, near, fields["near"] if near is None else "", dates.today())
    return _resources_page(request, form, resources_page(has_directory=True, found=services))


def _typed(request: Request) -> Mapping[str, Any] | None:
    """Return what is looked for: sent in the form, or a life area that the address names."""
    if request.method == "POST":
        return request.POST
    return {"area": request.GET["area"]} if "area" in request.GET else None


def _resources_page(request: Request, form: ServiceSearchForm, page: ResourcesPage, status: int = 200) -> HttpResponse:
    return render(request, "directory/resources.html", {"form": form, "page": page}, status=status)


def _query(fields: Mapping[str, Any], near: Point | None) -> ServiceQuery:
    now = localtime(dates.now())
    return ServiceQuery(
        need=fields["need"],
        areas=(fields["area"],) if fields["area"] else (),
        language=fields["language"],
        free=fields["free"],
        age=fields["age"],
        whom=fields["whom"],
        open_at=now if fields["open_now"] else None,
        now=now,
        near=near,
        within_km=float(fields["within"]) if fields["within"] and near else None,
        page=fields["page"] or 1,
    )


@require_safe
def service(request: Request, service: UUID) -> HttpResponse:
    """Show everything about a service, for the screen and for paper."""
    row = get_object_or_404(with_details(services_for(request.actor)), public_id=service)
    is_open = bool(open_services([row.pk], localtime(dates.now())))
    refer, actor = _refer(request.actor, row), request.actor
    instead = nobody_to_refer(actor) if refer and not has_somebody_to_refer(actor) else None
    page = service_page(row, is_open, refer, dates.today(), instead)
    return render(request, "directory/service.html", {"page": page})


def _refer(actor: Actor, service: Service) -> str:
    """Return where a client is referred to a service, for whoever works with clients."""
    if service.gone_at is not None or actor.role not in (Role.WORKER, Role.SUPERVISOR):
        return ""
    return address_if_any("referrals:for_whom", service=service.public_id)


def note(request: Request, service: UUID) -> HttpResponse:
    """Note what a colleague knows about a service."""
    row = get_object_or_404(with_details(services_for(request.actor)), public_id=service)
    known = knowledge_of(row.all_notes)
    initial = {"works_well_for": known.works_well_for, "waiting_time": known.waiting_time, "version": row.version}

    def act(fields: Mapping[str, Any], key: str) -> str:
        new = notes.NewNote(
            fields["checked_on"],
            fields["works_well_for"].strip(),
            fields["waiting_time"].strip(),
            fields["words"].strip(),
        )
        notes.note(request.actor, row, new, dates.now(), fields["version"], key)
        return _page(row.public_id)

    page = FormPage(
        template="directory/note.html",
        make=lambda typed: ServiceNoteForm(typed, today=dates.today(), initial=initial),
        act=act,
        again=_page,
        saved=_("Saved. Colleagues can see it on the service's page."),
        context={"service": row, "known": known},
        freshen=lambda typed: _with_version(typed, row),
    )
    return answer(request, page)


def _with_version(typed: Any, service: Service) -> Any:
    """Return what was typed, for the service as it is now."""
    fresh = typed.copy()
    fresh["version"] = str(Service.objects.values_list("version", flat=True).get(pk=service.pk))
    return fresh


def _page(public_id: object) -> str:
    return reverse("directory:service", args=[public_id])


def imports(request: Request) -> HttpResponse:
    """Choose a directory to bring in, and see the files so far."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        file = acts.NewDirectory(shown_name(fields["file"]), fields["file"].read(), fields["source"])
        return _preview(acts.bring_in(request.actor, file, dates.now(), key).public_id)

    page = FormPage(
        template="directory/imports.html",
        make=lambda typed: DirectoryImportForm(typed, request.FILES if typed is not None else None),
        act=act,
        again=_preview,
        context={
            "earlier": import_lines(imports_for(request.actor).select_related("by").order_by("-at")[:MOST_FILES]),
            "sources": sources_of(request.actor.agency_id),
        },
    )
    return answer(request, page)


def _preview(public_id: object) -> str:
    return reverse("directory:brought_in", args=[public_id])


@require_http_methods(["GET", "HEAD", "POST"])
def brought_in(request: Request, brought_in: UUID) -> HttpResponse:
    """Show how far a file is and what it would change; let the background process apply it, all of it or nothing."""
    row = _import_of(request, brought_in)
    if request.method != "POST":
        return _import_page(request, row)
    try:
        acts.confirm(
            request.actor, row, dates.now(), idempotency_key_of(request), agreed=request.POST.get("replace", "")
        )
    except AlreadyDone as done:
        return redirect(_preview(done.answer))
    except Denied as denied:
        return _import_page(request, _import_of(request, brought_in), denied.reason)
    return redirect(_preview(row.public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, brought_in: UUID) -> HttpResponse:
    """Forget a file that was not applied."""
    row = _import_of(request, brought_in)
    if request.method != "POST":
        return redirect(_preview(row.public_id))
    try:
        acts.discard(request.actor, row, dates.now(), idempotency_key_of(request))
    except AlreadyDone as done:
        return redirect(_preview(done.answer))
    except Denied as denied:
        return _import_page(request, _import_of(request, brought_in), denied.reason)
    messages.success(request, _("The file was discarded. Nothing in it was kept."))
    return redirect("directory:imports")


def _import_of(request: Request, brought_in: UUID) -> Import:
    return get_object_or_404(imports_for(request.actor), public_id=brought_in)


def _import_page(request: Request, row: Import, refused: str = "") -> HttpResponse:
    context = {
        "page": import_page(row),
        "refused": refused,
        "token": (TOKEN, token_for(request)),
    }
    return render(request, "directory/brought_in.html", context, status=422 if refused else 200)


@require_safe
def export(request: Request) -> HttpResponse:
    """Export a source's directory as HSDS 3.0, with the extension file and the list of what 3.0 has no place for."""
    agency = request.actor.agency_id
    sources = sources_of(agency)
    if not sources:
        return redirect("directory:imports")
    chosen = request.GET.get("source", "")
    source = chosen if chosen in sources else sources[0]
    files, left_out = files_of(directory_of(agency, source), FORMS.get(request.GET.get("form", ""), Form.csv))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("left-out.txt", "\n".join(str(problem) for problem in left_out) + "\n")
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="directory.zip"'
    return response
