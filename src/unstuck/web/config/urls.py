"""Every address of the site. A route that `authorization.toml` does not list is refused."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("unstuck.web.home.urls")),
    path("", include("unstuck.web.reviews.urls")),
    path("", include("unstuck.web.transfers.urls")),
    path("", include("unstuck.web.alerts.urls")),
    path("", include("unstuck.web.safety.urls")),
    path("", include("unstuck.web.intake.urls")),
    path("", include("unstuck.web.programmes.urls")),
    path("", include("unstuck.web.own_side.urls")),
    path("", include("unstuck.web.attendance.urls")),
    path("", include("unstuck.web.process_notes.urls")),
    path("", include("unstuck.web.caseload.urls")),
    path("", include("unstuck.web.score_files.urls")),
    path("", include("unstuck.web.checkins.urls")),
    path("", include("unstuck.web.client_pages.urls")),
    path("", include("unstuck.web.plans.urls")),
    path("", include("unstuck.web.advocacy.urls")),
    path("", include("unstuck.web.referrals.urls")),
    path("", include("unstuck.web.directory.urls")),
    path("", include("unstuck.web.supervision.urls")),
    path("", include("unstuck.web.getting_started.urls")),
    path("", include("unstuck.web.learning.urls")),
    path("", include("unstuck.web.vignettes.urls")),
    path("", include("unstuck.web.rights.urls")),
    path("", include("unstuck.web.consents.urls")),
    path("", include("unstuck.web.emergency.urls")),
    path("", include("unstuck.web.hours.urls")),
    path("", include("unstuck.web.rooms_in_use.urls")),
    path("", include("unstuck.web.consultation.urls")),
    path("", include("unstuck.web.circles.urls")),
    path("", include("unstuck.web.notifications.urls")),
    path("", include("unstuck.web.accounts.urls")),
    path("", include("unstuck.web.accounts.sign_in_urls")),
    path("", include("unstuck.web.sign_outs.urls")),
    path("", include("unstuck.web.components.urls")),
    path("", include("unstuck.web.config.health_urls")),
]

handler400 = "unstuck.web.config.errors.not_understood"
handler404 = "unstuck.web.config.errors.not_found"
handler403 = "unstuck.web.config.errors.not_allowed"
handler429 = "unstuck.web.config.errors.too_many"
handler500 = "unstuck.web.config.errors.fault"
