from django.db import migrations

BATCH = 5000


def mark(apps, schema_editor):
    """Whatever left before this release has left the shelf; may be run again."""
    Shipment = apps.get_model("shipping", "Shipment")
    gone = Shipment.objects.filter(wants_booking=False).exclude(state__in=["draft", "cancelled"])
    while some := list(gone.values_list("pk", flat=True)[:BATCH]):
        Shipment.objects.filter(pk__in=some).update(wants_booking=True)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('shipping', '0003_shipment_left_undispatched'),
    ]

    operations = [
        # nothing reads the difference on the way back
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
