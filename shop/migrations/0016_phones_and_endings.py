from django.db import migrations


class Migration(migrations.Migration):
    """Joins two that were written at the same time."""

    dependencies = [
        ("shop", "0015_order_phones"),
        ("shop", "0015_why_an_order_was_cancelled"),
    ]

    operations = []
