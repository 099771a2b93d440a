"""Small courses are kept as they are drawn: a caseload of 200 drew them anew at every look."""

from __future__ import annotations

from typing import Any

from django.db import migrations

AT_ONCE = 2000


def draw(apps: Any, schema_editor: Any) -> None:
    """Draw what was kept as points until now."""
    standings = apps.get_model("caseload", "Standing")
    keys = list(standings.objects.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        found = [
            one for one in standings.objects.filter(pk__in=keys[start : start + AT_ONCE]) if "line" in one.sparkline
        ]
        for one in found:
            one.sparkline = drawn(one.sparkline)
        standings.objects.bulk_update(found, ["sparkline"], batch_size=500)


def drawn(points: dict[str, Any]) -> dict[str, Any]:
    """Return one small course as the room drew it when this was written."""
    x, y = points["last"]
    began = float(points["line"].split(",", 2)[1].split(" ")[0])
    band = f'<polygon class="spark__band" points="{points["band"]}"/>' if points["band"] else ""
    level = points["cutoff"]
    cutoff = f'<path class="spark__clinical" d="M0 {level}H120"/>' if level is not None else ""
    course = f'<polyline class="spark__line" points="{points["line"]}"/>'
    last = f'<circle class="spark__last" cx="{x}" cy="{y}" r="2.6"/>'
    return {"drawn": band + cutoff + course + last, "change": (y > began) - (y < began)}


class Migration(migrations.Migration):
    """Only data: the column stays as it is."""

    dependencies = [("caseload", "0003_facts")]
    operations = [migrations.RunPython(draw, migrations.RunPython.noop)]
