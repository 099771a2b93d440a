"""The tables themselves refuse what no form would send."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.caseload.models import (
    KINDS,
    ApproachStep,
    Care,
    ConsultationStep,
    Engagement,
    Fact,
    LifeArea,
    Safety,
    Thought,
    Wishes,
)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (Care, {}),
        (Care, {"goals_met": "most"}),
        (Care, {"aim": "cure"}),
        (Care, {"sessions_attended": -1}),
        (Safety, {}),
        (Safety, {"other_risk": "weather"}),
        (Engagement, {"alliance": 10.5}),
        (Engagement, {"willingness": -1}),
        (Engagement, {"readiness_to_change": 11}),
        (Engagement, {"therapy": "never"}),
        (LifeArea, {"area": "garden", "rating": 3}),
        (LifeArea, {"area": "work"}),
        (LifeArea, {"rating": 3}),
        (LifeArea, {"area": "work", "rating": 12}),
        (Wishes, {}),
        (Thought, {"code": "give_up", "in_mind": True}),
        (ConsultationStep, {"step": "pondered"}),
        (ApproachStep, {}),
        (Wishes, {"words": "x", "withdrawn_at": NOW}),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(cast: Cast, table: type[Fact], said: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        table._default_manager.create(episode=cast.cleo, on=TODAY, recorded_at=NOW, recorded_by=cast.worker, **said)
    assert not table._default_manager.exists()


def test_every_table_keeps_who_when_and_withdrawals() -> None:
    for table in KINDS.values():
        names = {field.name for field in table._meta.fields}
        assert names >= {"episode", "on", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by", "words"}
        assert any(one.name.endswith("_withdrawn_by") for one in table._meta.constraints)
