"""A consultation may also be sealed for another agency, whose answer becomes a message that says where it is from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0008_no_asked_step")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="elsewhere",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.RemoveConstraint(model_name="consultationtransition", name="consultation_step_action"),
        migrations.AddConstraint(
            model_name="consultationtransition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "ask", "ask_another", "ask_back", "ask_elsewhere", "close", "decide", "decline", "draft",
                            "reply", "withdraw",
                        ],
                    )
                ),
                name="consultation_step_action",
            ),
        ),
    ]  # fmt: skip
