"""Taxonomies that an agency loads: its own terms, and the areas of life that each stands for."""

from __future__ import annotations

from datetime import datetime

from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.directory.actions.loading import place_again
from unstuck.web.directory.models import Term
from unstuck.web.directory.packs import Pack
from unstuck.web.directory.queries import mapping_of


def load_pack(agency: Agency, pack: Pack, now: datetime) -> int:
    """Put a taxonomy in the place of the one of the same name, and find the areas of every service again."""
    with audited("taxonomy.loaded", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        Term.objects.filter(agency=agency, pack=pack.name).delete()
        made = [
            Term(agency=agency, pack=pack.name, code=one.code, name=one.name, areas=list(one.areas))
            for one in pack.terms
        ]
        Term.objects.bulk_create(made, batch_size=1000)
        place_again(agency.pk, mapping_of(agency.pk))
        write.about("taxonomy", "", terms=len(made))
    return len(made)
