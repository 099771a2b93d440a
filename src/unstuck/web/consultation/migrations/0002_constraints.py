"""What rows of consultations must hold, and the indexes by which they are found."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=60)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competences",
                        to="consultation.profile",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                models.F("agency"), django.db.models.functions.text.Lower("name"), name="consultation_group_name_once"
            ),
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["asker", "state"], name="consultation_of_asker"),
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["episode"], name="consultation_of_episode"),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["drafted", "asked", "answered", "decided", "closed", "withdrawn"])),
                name="consultation_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True), name="consultation_has_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("consent_on__isnull", False),
                        ("ground", "consent"),
                        models.Q(("consent_how", ""), _negated=True),
                    ),
                    models.Q(("consent_how", ""), ("consent_on", None), ("ground", "standing_notice")),
                    _connector="OR",
                ),
                name="consultation_has_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["drafted", "withdrawn"]), ("asked_at__isnull", False), _connector="OR"
                ),
                name="consultation_asked_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["decided", "closed"]), _negated=True),
                    models.Q(("decision", ""), _negated=True),
                    _connector="OR",
                ),
                name="consultation_has_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("came_of_it", ""), _negated=True),
                    _connector="OR",
                ),
                name="consultation_says_what_came_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "drafted")), fields=("episode", "asker"), name="consultation_one_draft"
            ),
        ),
        migrations.AddIndex(
            model_name="invited",
            index=models.Index(fields=["person"], name="consultation_invited_person"),
        ),
        migrations.AddConstraint(
            model_name="invited",
            constraint=models.UniqueConstraint(fields=("consultation", "person"), name="consultation_invited_once"),
        ),
        migrations.AddConstraint(
            model_name="invited",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at", None), ("declined_because", "")),
                    models.Q(("declined_at__isnull", False), models.Q(("declined_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="consultation_declined_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["agency", "state", "-written_at"], name="consultation_shelf"),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "published", "returned"])),
                name="consultation_lesson_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("words", ""), _negated=True)),
                name="consultation_lesson_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("looked_by__isnull", False), models.Q(("looked_by", models.F("author")), _negated=True)),
                    _connector="OR",
                ),
                name="consultation_lesson_second_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="lessontheme",
            constraint=models.UniqueConstraint(fields=("lesson", "theme"), name="consultation_lesson_theme_once"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("group", "on"), name="consultation_one_meeting_a_day"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("meeting", "person"), name="consultation_attendance_once"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(fields=("meeting", "consultation"), name="consultation_agenda_once"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["person", "left_at"], name="consultation_member_person"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)), fields=("group", "person"), name="consultation_member_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at", None), ("left_at__gte", models.F("joined_at")), _connector="OR"),
                name="consultation_member_leaves",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="consultation_message_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["question", "suggestion", "link", "literature"])),
                name="consultation_message_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.UniqueConstraint(fields=("profile", "key"), name="consultation_competence_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        ["ask", "ask_another", "ask_back", "close", "decide", "decline", "draft", "reply", "withdraw"],
                    )
                ),
                name="consultation_step_action",
            ),
        ),
    ]
