"""What a colleague is told about risk is what the pathway goes by: one rule says whether it was assessed (S.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.web.cast import NOW, TODAY, Cast
from tests.web.consultation import acts
from tests.web.safety.acts import assess, sign
from unstuck.guidance.safety import suspended
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode

ASSESSED, NOT_ASSESSED = "a person has assessed them since", "not assessed yet"


def _told(cast: Cast, as_person: Any, *, waits: bool) -> list[set[str]]:
    """Return what the preview, and the page that a colleague reads, say of the assessment."""
    assert suspended(current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)) is waits
    draft = acts.drafted(cast)
    preview = as_person(cast.worker).get(f"/consultations/{draft.public_id}/preview/").content.decode()
    acts.confirmed(cast, draft)
    read = as_person(cast.teammate).get(f"/consultations/{draft.public_id}/").content.decode()
    return [{text for text in (ASSESSED, NOT_ASSESSED) if text in page} for page in (preview, read)]


def test_a_sign_that_nobody_assessed_waits_and_is_called_so(cast: Cast, as_person: Any) -> None:
    sign(cast, on=TODAY - timedelta(days=4))
    assert _told(cast, as_person, waits=True) == [{NOT_ASSESSED}, {NOT_ASSESSED}]


def test_once_assessed_it_is_called_so(cast: Cast, as_person: Any) -> None:
    assess(cast, sign(cast, on=TODAY - timedelta(days=4)))
    assert _told(cast, as_person, waits=False) == [{ASSESSED}, {ASSESSED}]


def test_a_sign_that_came_to_light_after_the_assessment_is_not_assessed(cast: Cast, as_person: Any) -> None:
    """It is of four days ago, and was recorded after an assessment of today: nobody has looked at it."""
    assess(cast, sign(cast, on=TODAY - timedelta(days=6)))
    sign(cast, on=TODAY - timedelta(days=4), now=NOW + timedelta(hours=1))
    assert _told(cast, as_person, waits=True) == [{NOT_ASSESSED}, {NOT_ASSESSED}]


def test_an_assessment_of_one_concern_covers_no_other(cast: Cast, as_person: Any) -> None:
    assess(cast, sign(cast, "suicide"))
    sign(cast, "withdrawal")
    assert _told(cast, as_person, waits=True) == [{NOT_ASSESSED}, {NOT_ASSESSED}]
