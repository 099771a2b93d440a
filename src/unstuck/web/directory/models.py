"""Services and what belongs to them, colleagues' notes, imports, and the words by which services are found.

`Record` holds the directory as its source has it, row by row, and is what an export gives back. The other tables are
made from it at each import, for reading. A service that is gone stays, with its notes, but is no longer found.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.components.models import AppendOnly


class ImportStage(models.TextChoices):
    """How far an import has come: the states of workflow.IMPORT. Codes are append-only."""

    UPLOADED = "uploaded"
    READ = "read"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    DISCARDED = "discarded"
    FAILED = "failed"


class ServiceCost(models.TextChoices):
    """What a service costs, as far as the directory says. Codes are append-only."""

    FREE = "free"
    PAID = "paid"
    UNKNOWN = "unknown"


class Import(models.Model):
    """A directory on its way in. `source` names it: the next file from the same source replaces it.

    `content` holds the file until it is applied, discarded or has failed; `problems` and `difference` are what the
    preview shows, and `compared_after` is how many files of this source had been applied when the preview was made.
    `started_at`: when the background process last began on it; `tries`: how often so far. `reason`: why it failed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    stage = models.CharField(max_length=12, choices=ImportStage.choices, default=ImportStage.UPLOADED)
    stage_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    compared_after = models.PositiveIntegerField(default=0)
    difference = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    errors = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ImportStage.values), name="directory_import_stage"),
            models.CheckConstraint(
                condition=Q(stage__in=("uploaded", "read", "confirmed"), content__isnull=False)
                | Q(stage__in=("applied", "discarded", "failed"), content=None),
                name="directory_import_file_while_needed",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=("confirmed", "applied")) | Q(errors=0), name="directory_import_without_errors"
            ),
            models.CheckConstraint(condition=Q(stage="failed") ^ Q(reason=""), name="directory_import_fails_with_why"),
        ]
        indexes = [
            models.Index(fields=["agency", "-at"], name="directory_import_latest"),
            models.Index(
                fields=["stage_at"], condition=Q(stage__in=("uploaded", "confirmed")), name="directory_import_waiting"
            ),
        ]


class Record(models.Model):
    """One row of a directory as its source has it. The table `_beside` holds what belongs to no row.

    `said` is JSON as text: PostgreSQL's own JSON type does not keep large numbers as they were written.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    table = models.CharField(max_length=30)
    row = models.CharField(max_length=200)
    said = models.TextField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "source", "table", "row"], name="directory_record_once"),
        ]


class Organisation(models.Model):
    """Who provides services."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    row = models.CharField(max_length=200)
    name = models.TextField()
    description = models.TextField(blank=True)
    website = models.TextField(blank=True)
    email = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "source", "row"], name="directory_organisation_once"),
        ]


class Service(models.Model):
    """What an organisation offers. `row`: its id in the directory; `more`: what its page shows besides these columns.

    `confirmed_on`: when the source last confirmed it; `checked_on`: when a colleague did.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    row = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="services")
    name = models.CharField(max_length=300)
    alternate_name = models.TextField(blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=30, blank=True)
    whom = models.TextField(blank=True)
    minimum_age = models.FloatField(null=True)
    maximum_age = models.FloatField(null=True)
    cost = models.CharField(max_length=10, choices=ServiceCost.choices)
    cost_words = models.TextField(blank=True)
    more = models.JSONField(default=dict)
    confirmed_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    gone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    all_locations: list[Location]
    all_languages: list[Language]
    all_areas: list[ServiceArea]
    all_schedules: list[Schedule]
    all_notes: list[Note]
    """Read by `queries.whole`."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "source", "row"], name="directory_service_once"),
            models.CheckConstraint(condition=Q(cost__in=ServiceCost.values), name="directory_service_cost"),
            models.CheckConstraint(condition=~Q(name=""), name="directory_service_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["agency", "gone_at", "status"], name="directory_service_present"),
            models.Index(fields=["agency", "name"], name="directory_service_by_name"),
        ]


class Location(models.Model):
    """Where a service is provided."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="places")
    name = models.TextField(blank=True)
    address = models.TextField(blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=30, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    access = models.TextField(blank=True)
    transport = models.TextField(blank=True)

    class Meta:
        db_table = "directory_place"
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="directory_place_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "latitude", "longitude", "service"], name="directory_place_where"),
        ]


class Schedule(models.Model):
    """When a service is open, or `closed`, in minutes of the day; `weekday`: from 0, Monday; null: any.

    `place`: the name of the location where this holds; empty where it holds wherever the service is given.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="openings")
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField(null=True)
    nth = models.SmallIntegerField(null=True)
    month_day = models.PositiveSmallIntegerField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    closed = models.BooleanField(default=False)
    place = models.TextField(blank=True, default="")

    class Meta:
        db_table = "directory_opening"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=1440), name="directory_opening_within_a_day"
            ),
        ]
        indexes = [models.Index(fields=["weekday", "opens", "closes", "service"], name="directory_opening_when")]


class ServiceArea(models.Model):
    """A life area that a service is for, and what says so: its terms, its name or its description."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="areas")
    area = models.CharField(max_length=30)
    why = models.CharField(max_length=12)

    class Meta:
        db_table = "directory_serves"
        constraints = [models.UniqueConstraint(fields=["service", "area"], name="directory_serves_once")]
        indexes = [models.Index(fields=["area", "service"], name="directory_serves_area")]


class Language(models.Model):
    """A language in which a service is provided. `key`: the form in which it is compared."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="languages")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120)

    class Meta:
        db_table = "directory_speaks"
        indexes = [models.Index(fields=["key", "service"], name="directory_speaks_key")]


class Note(AppendOnly):
    """What a colleague knows about a service. Never changed: a later note replaces it."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    checked_on = models.DateField(null=True)
    works_well_for = models.TextField(blank=True)
    waiting_time = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["service", "-at"], name="directory_note_latest")]


class TaxonomyTerm(models.Model):
    """A term of a taxonomy that an agency loaded, and the life areas it stands for."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    areas = models.JSONField(default=list)

    class Meta:
        db_table = "directory_term"
        constraints = [models.UniqueConstraint(fields=["agency", "pack", "code"], name="directory_term_once")]


class IndexedWord(models.Model):
    """A word that occurs in a directory, so that a mistyped one can be recognised."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    word = models.CharField(max_length=30)
    stem = models.CharField(max_length=30)

    class Meta:
        db_table = "directory_word"
        constraints = [models.UniqueConstraint(fields=["agency", "source", "word"], name="directory_word_once")]
        indexes = [models.Index(fields=["agency", "stem"], name="directory_word_stem")]


class IndexedWordPart(models.Model):
    """Three letters of a word."""

    word = models.ForeignKey(IndexedWord, on_delete=models.PROTECT, related_name="parts", db_index=False)
    part = models.CharField(max_length=3)

    class Meta:
        db_table = "directory_wordpart"
        indexes = [
            models.Index(fields=["part", "word"], name="directory_part_words"),
            models.Index(fields=["word"], name="directory_part_of"),
        ]


class ServiceText(models.Model):
    """The words of a service in the index of the database in use: FTS5 on SQLite, tsvector on PostgreSQL.

    Made by a migration, not by Django: neither is an ordinary table.
    """

    service = models.BigIntegerField(primary_key=True, db_column="rowid")

    class Meta:
        managed = False
        db_table = "directory_text"
