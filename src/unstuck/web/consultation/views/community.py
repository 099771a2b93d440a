"""Profiles, groups and their meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer, own_idempotency_key
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions import community
from unstuck.web.consultation.brief import known_by
from unstuck.web.consultation.forms.community import (
    GroupForm,
    MeetingForm,
    ProfileForm,
    RecordForm,
    lines_said,
    offer_of,
)
from unstuck.web.consultation.models import AgendaItem, Consultation, Group, Meeting, Profile
from unstuck.web.consultation.permissions import agenda_for, consultations_for, groups_of, meetings_for
from unstuck.web.consultation.presenters.meetings import field_name, meeting_page
from unstuck.web.consultation.queries import colleagues, members_of
from unstuck.web.consultation.views.pages import form_page
from unstuck.web.consultation.workflow import OPEN

LIST, PROFILE = "consultation:consultations", "consultation:profile"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request) -> HttpResponse:
    """Say what one knows well and whether one can be asked; see what colleagues say of themselves."""
    own_profile = Profile.objects.prefetch_related("competences").filter(person=request.actor.id).first()

    def act(fields: Mapping[str, Any], key: str) -> str:
        community.change_profile(request.actor, offer_of(fields), write_context(fields, key))
        return reverse(PROFILE)

    page = form_page(
        "profile",
        lambda typed: ProfileForm(typed, initial=_as_typed(own_profile)),
        act,
        lambda _answer: reverse(PROFILE),
        fresh=lambda: {"version": str(own_profile.version if own_profile else 0)},
        saved=_("Saved."),
        colleagues=colleagues(request.actor, dates.today()),
    )
    return answer(request, page)


def _as_typed(profile: Profile | None) -> dict[str, Any]:
    if profile is None:
        return {"takes_questions": True, "version": 0}
    return {
        "competences": "\n".join(one.tag for one in profile.competences.all()),
        "about": profile.about,
        "takes_questions": profile.takes_questions,
        "away_until": profile.away_until,
        "version": profile.version,
    }


@never_cache
@require_safe
def groups(request: Request) -> HttpResponse:
    """Show the groups that somebody belongs to."""
    open_to_them = consultations_for(request.actor).filter(state__in=OPEN).values("pk")
    own_groups = groups_of(request.actor).annotate(
        size=Count("members", filter=Q(members__left_at=None), distinct=True),
        cases=Count("consultations", filter=Q(consultations__in=open_to_them), distinct=True),
    )
    return render(request, "consultation/groups.html", {"groups": own_groups.order_by("name")})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_add(request: Request) -> HttpResponse:
    """Start a group."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        made = community.add_group(request.actor, fields["name"], fields["members"], write_context(fields, key))
        return _group_page(made.public_id)

    page = form_page(
        "group_add",
        lambda typed: GroupForm(typed, found=colleagues(request.actor, dates.today()), initial={}),
        act,
        _group_page,
        fresh=dict,
        saved=_("The group is set up."),
    )
    return answer(request, page)


def _group_page(group: object) -> str:
    return reverse("consultation:group", kwargs={"group": group})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Request, group: UUID) -> HttpResponse:
    """Show a group: who is in it, its meetings, what was asked of it; change who is in it."""
    own_group = get_object_or_404(groups_of(request.actor), public_id=group)
    members = list(members_of(own_group))
    first = {
        "name": own_group.name,
        "members": [str(one.public_id) for one in members if one.pk != request.actor.id],
        "version": own_group.version,
    }

    def act(fields: Mapping[str, Any], key: str) -> str:
        community.change_group(request.actor, own_group, fields["name"], fields["members"], write_context(fields, key))
        return _group_page(own_group.public_id)

    page = form_page(
        "group",
        lambda typed: GroupForm(typed, found=colleagues(request.actor, dates.today()), initial=first),
        act,
        _group_page,
        fresh=lambda: {"version": str(Group.objects.values_list("version", flat=True).get(pk=own_group.pk))},
        saved=_("Saved."),
        group=own_group,
        members=members,
        meetings=own_group.meetings.order_by("-on").annotate(cases=Count("agenda")),
        asked=_asked_of(request, own_group),
    )
    return answer(request, page)


def _asked_of(request: Request, group: Group) -> list[Consultation]:
    """Return what is asked of the group, without what this member declined; one's own question is among it."""
    readable = consultations_for(request.actor).filter(group=group, state__in=OPEN)
    cases = readable.select_related("asker", "brief")
    return list(cases.order_by("asked_at", "pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request: Request, group: UUID) -> HttpResponse:
    """Plan a meeting."""
    own_group = get_object_or_404(groups_of(request.actor), public_id=group)

    def act(fields: Mapping[str, Any], key: str) -> str:
        made = community.plan_meeting(request.actor, own_group, fields["on"], write_context(fields, key))
        return _meeting_page(made.public_id)

    page = form_page(
        "meeting_add",
        lambda typed: MeetingForm(typed, initial={}),
        act,
        _meeting_page,
        fresh=dict,
        saved=_("The meeting is planned, and the group has been told."),
        group=own_group,
    )
    return answer(request, page)


def _meeting_page(meeting: object) -> str:
    return reverse("consultation:meeting", kwargs={"meeting": meeting})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: Request, meeting: UUID) -> HttpResponse:
    """Show the agenda of a meeting; record who came and what was said."""
    current = get_object_or_404(meetings_for(request.actor).select_related("group"), public_id=meeting)
    if request.method == "POST" and request.POST.get("do") == "agenda":
        return _up_to_date(request, current)
    items = agenda_for(request.actor, current)
    agenda = list(items.select_related("consultation__asker", "consultation__brief", "consultation__episode__client"))
    open_now = [item for item in agenda if item.consultation.state in OPEN]
    members = list(members_of(current.group))
    came = {row.person_id for row in current.attendance.all() if row.came}
    names = [person.name for person in members if person.pk in came]

    def make(typed: Any) -> RecordForm:
        first = {field_name(item): item.said for item in open_now}
        return RecordForm(
            typed,
            people=[(person.pk, person.name) for person in members],
            items=[(item, known_by(request.actor.id, item.consultation)) for item in open_now],
            initial={"version": current.version, "came": [str(pk) for pk in came], **first},
        )

    def act(fields: Mapping[str, Any], key: str) -> str:
        outcomes = lines_said(fields)
        community.record_meeting(request.actor, current, set(fields["came"]), outcomes, write_context(fields, key))
        return _meeting_page(current.public_id)

    page = form_page(
        "meeting",
        make,
        act,
        _meeting_page,
        fresh=lambda: {"version": str(Meeting.objects.values_list("version", flat=True).get(pk=current.pk))},
        saved=_("The meeting is recorded."),
        page=meeting_page(current, agenda, names, _missing(request, current, agenda), dates.today()),
    )
    return answer(request, page)


def _missing(request: Request, meeting: Meeting, agenda: list[AgendaItem]) -> int:
    there = {item.consultation_id for item in agenda}
    return sum(one.pk not in there for one in _asked_of(request, meeting.group))


def _up_to_date(request: Request, meeting: Meeting) -> HttpResponse:
    try:
        added = community.put_on_agenda(request.actor, meeting, write_context({}, own_idempotency_key(request)))
        messages.success(request, ngettext("%(n)s case added.", "%(n)s cases added.", added) % {"n": added})
    except AlreadyDone:
        pass
    except Denied as denied:
        messages.error(request, denied.reason)
    return redirect(_meeting_page(meeting.public_id))
