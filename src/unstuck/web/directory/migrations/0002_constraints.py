"""What must hold in the tables of the directory, and by what they are read."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add constraints and indexes."""

    dependencies = [("directory", "0001_initial"), ("accounts", "0002_counters")]

    operations = [
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("agency", "source", "row"), name="directory_organisation_once"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(
                fields=("agency", "source", "table", "row"), name="directory_record_once"
            ),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["agency", "gone_at", "status"], name="directory_service_present"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["agency", "name"], name="directory_service_by_name"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("agency", "source", "row"), name="directory_service_once"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__in", ["free", "paid", "unknown"])), name="directory_service_cost"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="directory_service_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="serves",
            index=models.Index(fields=["area", "service"], name="directory_serves_area"),
        ),
        migrations.AddConstraint(
            model_name="serves",
            constraint=models.UniqueConstraint(fields=("service", "area"), name="directory_serves_once"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["agency", "latitude", "longitude", "service"], name="directory_place_where"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(
                        ("latitude__gte", -90), ("latitude__lte", 90), ("longitude__gte", -180), ("longitude__lte", 180)
                    ),
                    _connector="OR",
                ),
                name="directory_place_on_earth",
            ),
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(fields=["weekday", "opens", "closes", "service"], name="directory_opening_when"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__lte", 1440), ("opens__lt", models.F("closes"))),
                name="directory_opening_within_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["service", "-at"], name="directory_note_latest"),
        ),
        migrations.AddIndex(
            model_name="speaks",
            index=models.Index(fields=["key", "service"], name="directory_speaks_key"),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(fields=("agency", "pack", "code"), name="directory_term_once"),
        ),
        migrations.AddIndex(
            model_name="word",
            index=models.Index(fields=["agency", "stem"], name="directory_word_stem"),
        ),
        migrations.AddConstraint(
            model_name="word",
            constraint=models.UniqueConstraint(fields=("agency", "source", "word"), name="directory_word_once"),
        ),
        migrations.AddIndex(
            model_name="wordpart",
            index=models.Index(fields=["part", "word"], name="directory_part_words"),
        ),
        migrations.AddIndex(
            model_name="wordpart",
            index=models.Index(fields=["word"], name="directory_part_of"),
        ),
    ]
