"""What the presenters of alerts return, without a page around it."""

from __future__ import annotations

from tests.web.cast import NOW, TODAY, Cast, write_context
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.presenters import alert_page, life


def test_the_life_of_an_alert_is_told_in_order_with_who_did_what(cast: Cast) -> None:
    alert = Alert.objects.get(episode=cast.cleo)
    answer = AlertAnswer("“That is how it feels.”")
    take_step(cast.actor(cast.worker), alert, "talk", answer, write_context())
    told = life(alert)
    assert [line.what for line in told] == ["Raised", "Talked about with the client"]
    assert [line.by for line in told] == ["", cast.worker.name]
    assert told[-1].words == answer.words


def test_the_page_of_an_alert_is_for_reading_but_for_the_clients_worker(cast: Cast) -> None:
    alert = Alert.objects.get(episode=cast.cleo)
    own, other = (alert_page(cast.actor(person), alert, cast.cleo) for person in (cast.worker, cast.supervisor))
    assert (own.called, own.present, own.why_not, list(own.prompts)) == ("Little change lately", True, "", [])
    assert other.why_not


def test_what_helps_is_shown_where_working_together_fell(cast: Cast) -> None:
    fall = Alert(episode=cast.cleo, sign="engagement_fell", since=TODAY, raised_at=NOW)
    prompts = alert_page(cast.actor(cast.worker), fall, cast.cleo).prompts
    assert len(prompts) > 1
