"""A client's own page, on the list of all consents: it is made and closed where own pages are."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.client_pages.models import PageLink
from unstuck.web.components import dates
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.safety.models import ContactWay


@holds_consents("own_page")
def own_page_consents(client: int) -> Iterator[HeldConsent]:
    """Yield the links to a client's own page, each with the way by which its code went out."""
    rows = PageLink.objects.filter(episode__client=client).select_related("episode").order_by("id")
    for row in rows:
        is_over = row.ended_at is not None or row.expires_at <= dates.now() or row.episode.ended_on is not None
        yield HeldConsent(
            row=row.pk,
            kind=_("Own page, by link; its code: %(way)s") % {"way": ContactWay(row.code_way).words.lower()},
            on=localdate(row.made_at),
            how=_("Said, in conversation"),
            until=_("until %(day)s") % {"day": spell_date(localdate(row.expires_at))},
            over=_("The page is closed") if is_over else "",
            reaches_them=True,
            address=reverse("client_pages:own_page", kwargs={"episode": row.episode.public_id}),
        )
