"""Sealed texts: nothing of them in the database, nothing opens in another place, and no key is made anew in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser

from tests.web.accounts.flows import code, set_up_app, sign_in
from tests.web.cast import TODAY, Cast, write_context
from unstuck.errors import BadInput
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.sealed_fields import check_field_key
from unstuck.web.audit.resealing import Resealed, reseal
from unstuck.web.audit.triggers import lifted, unguarded_tables
from unstuck.web.components import field_keys
from unstuck.web.components.field_keys import key_ring, name_of_key, ring
from unstuck.web.components.places import Places
from unstuck.web.components.seals_of_fields import SealBroken, SealedPlace, key_of, opened
from unstuck.web.operations.backups.checks import check_keys
from unstuck.web.operations.backups.manifest import BackupManifest
from unstuck.web.operations.rekeying_fields import rekey_fields
from unstuck.web.safety.actions.concerns import SeenSign, raise_concern, store_signs
from unstuck.web.safety.models import Sign

WORDS = ("He said he would not be here by Friday", "A second remark, about the medicine cupboard")


@pytest.fixture
def signs(cast: Cast) -> list[Sign]:
    """Two signs of one concern, in words."""
    seen = [SeenSign("suicide", TODAY, "seen", words) for words in WORDS]
    held = raise_concern(cast.actor(cast.worker), cast.cleo, seen[0], write_context())
    store_signs(cast.cleo, [seen[1]], cast.worker.pk, write_context())
    return list(Sign.objects.filter(concern=held))


def stored(row: int, column: str = "words", table: str = "safety_sign") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row])  # noqa: S608
        return str(cursor.fetchone()[0])


def put(row: int, text: str) -> None:
    """Write past the program, as somebody who holds the database can."""
    with lifted(connection, ["safety_sign"]), connection.cursor() as cursor:
        cursor.execute("UPDATE safety_sign SET words = %s WHERE id = %s", [text, row])


def test_nothing_of_a_text_is_in_the_database_and_its_row_opens_it(signs: list[Sign]) -> None:
    assert [sign.words for sign in signs] == list(WORDS)
    for sign in signs:
        assert stored(sign.pk).startswith(f"sealed:1:{key_ring().current}:")
    assert stored(signs[0].pk) != stored(signs[1].pk)
    with pytest.raises(TypeError, match="is sealed: it cannot be searched"):
        Sign.objects.filter(**{"words__contains": "Friday"})
    assert not Sign.objects.filter(words="").exists()
    with pytest.raises(TypeError, match="set in bulk"):
        Sign.objects.update(words="plain")


@pytest.mark.parametrize("planted", ["another row's", "cut short", "in the clear"])
def test_what_was_not_sealed_in_this_row_is_said_on_the_page(
    signs: list[Sign],
    cast: Cast,
    planted: str,
    as_person: Callable[[Person], Browser],
    caplog: pytest.LogCaptureFixture,
) -> None:
    texts = {"another row's": stored(signs[1].pk), "cut short": stored(signs[0].pk)[:-8], "in the clear": "All is well"}
    put(signs[0].pk, texts[planted])
    page = as_person(cast.worker).get(f"/concerns/{signs[0].concern.public_id}/")
    shown = page.content.decode()
    assert page.status_code == 200
    assert "This text cannot be opened" in shown
    assert WORDS[1] in shown
    assert "All is well" not in shown
    assert f"safety_sign.words, row {signs[0].pk}" in caplog.text
    assert not any(text in caplog.text for text in (*WORDS, "All is well"))


def test_secrets_of_second_factors_are_sealed_for_one_person(cast: Cast) -> None:
    secrets = {}
    for person in (cast.worker, cast.teammate):
        browser = Browser()
        sign_in(browser, person)
        secrets[person.pk] = set_up_app(browser)
    apps = {row.user_id: row for row in Authenticator.objects.filter(type="totp")}
    assert not any(secret in str(row.data) for secret in secrets.values() for row in Authenticator.objects.all())
    seeds = Authenticator.objects.filter(type="recovery_codes")
    assert all(row.data["seed"].startswith("sealed:1:") for row in seeds)
    own, others = apps[cast.worker.pk], apps[cast.teammate.pk]
    Authenticator.objects.filter(pk=own.pk).update(data=others.data)
    browser = Browser()
    sign_in(browser, cast.worker)
    answer = browser.post("/sign-in/second-step/", {"code": code(secrets[cast.teammate.pk])})
    assert answer.status_code == 422
    assert "The secret of a second factor cannot be opened" in answer.content.decode()


def test_a_key_that_is_missing_is_an_error_and_none_is_made(signs: list[Sign], settings: Any, tmp_path: Path) -> None:
    settings.PLACES = Places(tmp_path)
    with pytest.raises(BadInput, match=r"expected the key [0-9a-f]{16} of the sealed fields, found none: put"):
        call_command("migrate", verbosity=0)
    assert not (tmp_path / "keys").exists() or not list((tmp_path / "keys").iterdir())
    Places(tmp_path).secret("field_key", {})
    with pytest.raises(BadInput, match=r"expected the key [0-9a-f]{16} of the sealed fields, found none"):
        check_field_key()
    needed = BackupManifest("", "", "", "", {}, {}, {}, [], field_keys=[name_of_key("ab" * 32)])
    Places(tmp_path).secret("database_key", {})
    with pytest.raises(BadInput, match=f"expected the key {needed.field_keys[0]} of the sealed fields"):
        check_keys(needed, Places(tmp_path), new_signing_key=True)
    (tmp_path / f"keys/field_key-{key_of(stored(signs[0].pk))}.lost").touch()
    check_field_key()
    assert "This text cannot be opened" in Sign.objects.get(pk=signs[0].pk).words


def test_what_is_in_the_clear_is_sealed_by_a_migration_and_by_nothing_else(signs: list[Sign]) -> None:
    put(signs[0].pk, "From before")
    assert reseal("safety_sign", ["words"], key_ring()) == Resealed(
        0, (SealedPlace("safety_sign", "words", signs[0].pk),)
    )
    assert reseal("safety_sign", ["words"], key_ring(), also_plain=True) == Resealed(1)
    assert Sign.objects.get(pk=signs[0].pk).words == "From before"
    assert list(unguarded_tables(connection)) == []


def test_a_new_key_reaches_every_field_however_often_it_is_interrupted(
    signs: list[Sign], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path)
    places.prepare()
    old = settings.PLACES.secret("field_key")
    (places.keys / "field_key").write_text(old)
    (places.keys / "field_key").chmod(0o600)
    settings.PLACES = places
    monkeypatch.setattr("unstuck.web.audit.resealing.AT_ONCE", 1)
    right, calls = lifted, []

    def interrupted(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return right(*given)

    with monkeypatch.context() as patched:
        patched.setattr("unstuck.web.audit.resealing.lifted", interrupted)
        with pytest.raises(KeyboardInterrupt):
            rekey_fields(places, {})
    field_keys.forget_keys()
    with pytest.raises(BadInput, match="run `unstuck rekey` once more"):
        key_ring()
    _old, new, done = rekey_fields(places, {})
    assert (name_of_key(places.secret("field_key", {})), done.broken) == (new, ())
    assert new != name_of_key(old)
    assert [stored(sign.pk).split(":")[2] for sign in signs] == [new, new]
    assert [sign.words for sign in Sign.objects.order_by("pk")] == list(WORDS)
    assert (places.keys / f"field_key-{name_of_key(old)}").read_text() == old
    with pytest.raises(SealBroken):
        opened(stored(signs[0].pk), SealedPlace("safety_sign", "words", signs[0].pk), ring(old))
    field_keys.forget_keys()
