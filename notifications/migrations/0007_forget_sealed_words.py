"""What a message for its reader's eyes alone said is forgotten also where it was never sent."""

from django.db import migrations, models


def forget(apps, schema_editor):
    ended = apps.get_model("notifications", "Message").objects.filter(
        is_sealed=True, state__in=["failed", "skipped"]
    )
    ended.update(body="", html="")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_message_not_sent")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="is_sealed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="written beforehand, for the reader's eyes alone, and forgotten at its end",
            ),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
    ]
