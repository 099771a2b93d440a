"""The site's addresses, and six with a flaw each: reflected and stored markup, SQL, a redirect, a file, a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from unstuck.web.config import authorization, urls

KEPT: list[str] = []
LINKS = """<!doctype html><title>Planted</title>
<a href="/planted/echo/?words=hello">echo</a> <a href="/planted/people/?name=A">people</a>
<a href="/planted/go/?to=/planted/">go</a> <a href="/planted/file/?of=motd">file</a>
<a href="/planted/number/?of=1">number</a>
<form method="post" action="/planted/kept/"><input name="words" value="hello"><button>Keep</button></form>"""


def planted(_request: HttpRequest) -> HttpResponse:
    """Lead to the others."""
    return HttpResponse(LINKS + "".join(KEPT))


def echo(request: HttpRequest) -> HttpResponse:
    """Say what was said, as markup."""
    return HttpResponse(f"<!doctype html><p>{request.GET.get('words', '')}</p>")


def people(request: HttpRequest) -> HttpResponse:
    """List those after a name by a query that is put together from what was typed."""
    asked = f"SELECT name FROM accounts_person WHERE name > '{request.GET.get('name', '')}'"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return HttpResponse("<!doctype html><p>" + ", ".join(name for (name,) in cursor.fetchall()))


def go(request: HttpRequest) -> HttpResponse:
    """Send the reader wherever the address says."""
    return HttpResponse(status=302, headers={"Location": request.GET.get("to", "/")})


def file(request: HttpRequest) -> HttpResponse:
    """Show a file by its name."""
    named = Path("/etc") / request.GET.get("of", "motd")
    return HttpResponse(named.read_bytes() if named.is_file() else b"", "text/plain")


def number(request: HttpRequest) -> HttpResponse:
    """Count one further, and take for a number whatever was typed."""
    return HttpResponse(f"<!doctype html><p>{int(request.GET.get('of', '1')) + 1}</p>")


@csrf_exempt
def kept(request: HttpRequest) -> HttpResponse:
    """Keep what was typed, for everybody to see as markup."""
    KEPT.append(f"<p>{request.POST.get('words', '')}</p>")
    return planted(request)


VIEWS = {"": planted, "echo/": echo, "people/": people, "go/": go, "file/": file, "number/": number, "kept/": kept}
_planted = [path(f"planted/{place}", view, name=f"planted_{view.__name__}") for place, view in VIEWS.items()]
urlpatterns = [*_planted, *urls.urlpatterns]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500

_listed = authorization.rights()
_open: dict[str, Any] = {"GET": {authorization.EVERYBODY: ()}, "POST": {authorization.EVERYBODY: ()}}
if __name__ == settings.ROOT_URLCONF:  # never where a run of the tests only reads this file
    authorization.rights = lambda: {**_listed, **{f"planted_{view.__name__}": _open for view in VIEWS.values()}}  # type: ignore[assignment]
