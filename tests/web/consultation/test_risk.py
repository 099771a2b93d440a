"""What a colleague is told about risk is what the pathway goes by: one rule says whether it was assessed (S.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.consultation import acts
from unstuck.guidance.safety import suspended
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.caseload.models import Safety
from unstuck.web.caseload.next_steps import progress_of

ASSESSED, NOT_ASSESSED = "a person has assessed them since", "not assessed yet"
SIGN: dict[str, Any] = {"crisis": True}
ASSESSMENT: dict[str, Any] = {"assessed": True}


@pytest.mark.parametrize(
    ("recorded", "waits", "told"),
    [
        # The sign is of four days ago and came to light after an assessment of yesterday: nobody has looked at it.
        ([(1, ASSESSMENT), (4, SIGN)], True, NOT_ASSESSED),
        ([(4, SIGN), (1, ASSESSMENT)], False, ASSESSED),
        ([(1, SIGN), (4, ASSESSMENT)], True, NOT_ASSESSED),
    ],
)
def test_the_pathway_and_the_brief_agree(
    cast: Cast, as_person: Any, recorded: list[tuple[int, dict[str, Any]]], waits: bool, told: str
) -> None:
    for hour, (days_ago, said) in enumerate(recorded):
        row = Safety(on=TODAY - timedelta(days=days_ago), **said)
        record_facts(cast.actor(cast.worker), cast.cleo, [row], WriteContext(NOW + timedelta(hours=hour), TODAY))
    facts = facts_of([cast.cleo.pk])[cast.cleo.pk]
    assert suspended(case_of(facts, progress_of("stalled", 0.9, None, TODAY), TODAY)) is waits
    draft = acts.drafted(cast)
    preview = as_person(cast.worker).get(f"/consultations/{draft.public_id}/preview/").content.decode()
    acts.confirmed(cast, draft)
    read = as_person(cast.teammate).get(f"/consultations/{draft.public_id}/").content.decode()
    for page in (preview, read):
        assert [text for text in (ASSESSED, NOT_ASSESSED) if text in page] == [told]
