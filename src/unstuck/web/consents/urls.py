"""The addresses of consents."""

from __future__ import annotations

from django.urls import path

from unstuck.web.consents.views import consents, part2, restrictions

app_name = "consents"
_ONE = "clients/<uuid:episode>/consents/"
_LIMITS = "clients/<uuid:episode>/restrictions/"
urlpatterns = [
    path(_ONE, consents.list_consents, name="consents"),
    path(f"{_ONE}add/", consents.add, name="add"),
    path(f"{_ONE}<slug:consent>/withdraw/", consents.withdraw, name="withdraw"),
    path(f"{_ONE}withdrawals/<int:withdrawal>/", consents.see_to, name="see_to"),
    path(_LIMITS, restrictions.restrictions, name="restrictions"),
    path(f"{_LIMITS}ask/", restrictions.restrict, name="restrict"),
    path(f"{_LIMITS}<uuid:restriction>/", restrictions.decide, name="decide"),
    path("clients/<uuid:episode>/disclosures/", part2.disclosures, name="disclosures"),
    path("clients/<uuid:episode>/disclosures/add/", part2.disclose, name="disclose"),
    path("clients/<uuid:episode>/disclosures/protected/", part2.mark, name="mark"),
    path("people/protected-records/", part2.rule, name="rule"),
]
