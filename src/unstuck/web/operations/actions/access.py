"""The heads of the record of access, bound into the record of changes: an end that was cut off is missed there."""

from __future__ import annotations

from datetime import datetime

from unstuck.web.audit.access.record import SEALED, access_heads, last_bound
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.audit.queries import heads


def seal_access(now: datetime) -> int:
    """Bind each head that is not bound yet; return how many. Of chains without an agency of ours nothing is bound."""
    known = heads()
    fresh = {
        agency: (length, head)
        for agency, (length, head) in access_heads().items()
        if agency in known and length > last_bound(agency)
    }
    for agency, (length, head) in fresh.items():
        with audited(SEALED, agency=agency, actor=SYSTEM, now=now) as write:
            write.about("access", "", rows=length, head=head)
    return len(fresh)
