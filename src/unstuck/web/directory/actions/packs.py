"""Taxonomies that an agency loads: its own terms, and the life areas each stands for."""

from __future__ import annotations

from datetime import datetime

from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.directory.actions.loading import renew_areas
from unstuck.web.directory.models import TaxonomyTerm
from unstuck.web.directory.packs import TaxonomyPack
from unstuck.web.directory.queries import mapping_of


def load_pack(agency: Agency, pack: TaxonomyPack, now: datetime) -> int:
    """Replace the taxonomy with the same name, and find the life areas of every service again."""
    with audited("taxonomy.loaded", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        TaxonomyTerm.objects.filter(agency=agency, pack=pack.name).delete()
        made = [
            TaxonomyTerm(agency=agency, pack=pack.name, code=term.code, name=term.name, areas=list(term.areas))
            for term in pack.terms
        ]
        TaxonomyTerm.objects.bulk_create(made, batch_size=1000)
        renew_areas(agency.pk, mapping_of(agency.pk))
        write.about("taxonomy", "", terms=len(made))
    return len(made)
