"""Models get the names of HSDS, or plainer ones. Their tables, columns and constraints stay as they are."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """Only what Django knows of the tables changes."""

    dependencies = [("directory", "0004_waiting_imports")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Place", "Location"),
                migrations.AlterModelTable("location", "directory_place"),
                migrations.RenameModel("Opening", "Schedule"),
                migrations.AlterModelTable("schedule", "directory_opening"),
                migrations.RenameModel("Serves", "ServiceArea"),
                migrations.AlterModelTable("servicearea", "directory_serves"),
                migrations.RenameModel("Speaks", "Language"),
                migrations.AlterModelTable("language", "directory_speaks"),
                migrations.RenameModel("Term", "TaxonomyTerm"),
                migrations.AlterModelTable("taxonomyterm", "directory_term"),
                migrations.RenameModel("Word", "IndexedWord"),
                migrations.AlterModelTable("indexedword", "directory_word"),
                migrations.RenameModel("WordPart", "IndexedWordPart"),
                migrations.AlterModelTable("indexedwordpart", "directory_wordpart"),
                migrations.RenameModel("Text", "ServiceText"),
            ]
        )
    ]
