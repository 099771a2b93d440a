from collections.abc import Callable

from django.test import Client as Browser

from tests.web.cast import Cast
from unstuck.web.accounts.models import Person


def test_stalled(cast: Cast, as_person: Callable[[Person | None], Browser]) -> None:
    answer = as_person(cast.worker).get("/caseload/")
    assert answer.status_code == 200
    assert "stalled" in answer.content.decode()
    assert as_person(None).get("/sign-in/").status_code == 200
