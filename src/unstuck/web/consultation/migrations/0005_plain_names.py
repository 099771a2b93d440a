"""Three models get plain names. Their tables, columns and constraints stay as they are."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """Only what Django knows of the tables changes."""

    dependencies = [("consultation", "0004_decline_without_reason")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Invited", "Invitation"),
                migrations.AlterModelTable("invitation", "consultation_invited"),
                migrations.RenameModel("Step", "ConsultationTransition"),
                migrations.AlterModelTable("consultationtransition", "consultation_step"),
                migrations.RenameModel("Member", "GroupMember"),
                migrations.AlterModelTable("groupmember", "consultation_member"),
            ]
        )
    ]
