from __future__ import annotations


def test_pages(cast, as_person):
    b = as_person(cast.worker)
    c = f"/clients/{cast.cleo.public_id}/"
    for a in (
        "/caseload/",
        c,
        "/reviews/",
        "/reviews/ended/",
        c + "review/",
        c + "review/ten-minutes/",
        c + "review/open/",
        c + "review/talk/",
        c + "review/note/",
        c + "review/follow-up/",
        c + "review/close/",
        c + "review/steps/consult-colleague/set-aside/",
        c + "review/steps/consult-colleague/bring-back/",
        c + "end/",
        c + "take-up/",
    ):
        r = b.get(a)
        assert r.status_code == 200, (a, r.status_code)
    from unstuck.web.alerts.models import Alert

    one = Alert.objects.get(episode=cast.cleo)
    assert b.get(f"{c}alerts/{one.public_id}/").status_code == 200
