"""The heads of the record of access, bound into the record of changes: an end that was cut off is missed there."""

from __future__ import annotations

import logging
from datetime import datetime

from unstuck.web.audit.access.record import LOST, SEALED, access_heads, is_cut, is_noted_lost, last_bound
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.audit.queries import heads

_log = logging.getLogger(__name__)


def seal_access(now: datetime) -> int:
    """Bind each head that is not bound yet; return how many. Of chains without an agency of ours nothing is bound.

    Where rows are gone that were bound, it is put on record, said in the log each time and to administrators on every
    page, and nothing more is bound for a while: a file that was deleted is begun anew, so that people can work, and
    nobody is to hear of that by chance.
    """
    held, known = access_heads(), heads()
    cut = {agency for agency in known if is_cut(agency, now)}
    fresh = {one: held[one] for one in known if one in held and one not in cut and held[one] != last_bound(one)}
    for agency in cut:
        _log.error("the record of access of %s lacks what it held: `unstuck audit verify` says more", agency)
        if not is_noted_lost(agency):
            with audited(LOST, agency=agency, actor=SYSTEM, now=now) as write:
                write.about("access", "", rows=last_bound(agency)[0])
    for agency, (length, head) in fresh.items():
        with audited(SEALED, agency=agency, actor=SYSTEM, now=now) as write:
            write.about("access", "", rows=length, head=head)
    return len(fresh)
