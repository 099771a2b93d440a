"""What the database itself requires of concerns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Constraints and indexes."""

    dependencies = [("safety", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(condition=models.Q(("state", "raised")), fields=["answer_by"], name="safety_waiting"),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("raised", "taken", "assessed"))),
                fields=("episode", "kind"),
                name="safety_one_open_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "suicide",
                            "self_harm",
                            "violence_at_home",
                            "child_at_risk",
                            "adult_at_risk",
                            "self_neglect",
                            "exploitation",
                            "harm_to_others",
                            "stalking",
                            "psychosis",
                            "withdrawal",
                            "overdose",
                            "medical",
                            "other",
                        ),
                    )
                ),
                name="safety_concern_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["at_risk", "may_harm", "both"])), name="safety_concern_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["raised", "taken", "assessed", "closed"])),
                name="safety_concern_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "assessed"), _negated=True),
                    models.Q(("assessed_on__isnull", False), ("look_again_on__isnull", False)),
                    _connector="OR",
                ),
                name="safety_assessed_until_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_because__in", ["passed", "handed_on", "mistaken", "other"]),
                        ("state", "closed"),
                    ),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None), ("closed_because", "")),
                    _connector="OR",
                ),
                name="safety_closed_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by", None), ("state", "raised"), _connector="OR"),
                name="safety_waits_only_while_raised",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    models.Q(("told", ""), _negated=True),
                    models.Q(("done", ""), _negated=True),
                ),
                name="safety_assessment_is_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        ["assess", "close", "escalate", "help", "pass_on", "raise", "report", "sign", "take"],
                    )
                ),
                name="safety_step_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__in", ["close", "report", "help"]), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="safety_step_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["phone", "text", "email", "letter", "visit", "somebody"])),
                name="safety_contact_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="responder",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 127)), name="safety_responder_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="responder",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("named_at")), _connector="OR"),
                name="safety_responder_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="safety_question_is_in_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyplan",
            constraint=models.UniqueConstraint(fields=("episode", "number"), name="safety_plan_version_once"),
        ),
        migrations.AddConstraint(
            model_name="safetyplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signs", ""), _negated=True),
                    models.Q(("professionals", ""), _negated=True),
                    models.Q(("surroundings", ""), _negated=True),
                ),
                name="safety_plan_says_the_least",
            ),
        ),
        migrations.AddConstraint(
            model_name="safeway",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="safety_safe_way_is_in_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["item", "words", "seen", "told", "older"])),
                name="safety_sign_source",
            ),
        ),
    ]
