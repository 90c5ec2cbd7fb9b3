from django.db import migrations

# Every parcel to its door, and to its branch, in batches by key; may be run again.
KNOWN = """
    UPDATE shipping_shipment parcel
    SET arrived_at = LEAST(parcel.delivered_at, (
        SELECT min(LEAST(scan.at, scan.heard_at)) FROM shipping_scan scan
        WHERE scan.shipment_id = parcel.id AND scan.kind = 'at_branch' AND service.tier = 'branch'
          AND scan.at >= parcel.created_at - interval '1 hour'
          AND scan.at < COALESCE((SELECT min(home.at) FROM shipping_scan home
            WHERE home.shipment_id = parcel.id AND home.kind = 'returning'), 'infinity')))
    FROM shipping_service service
    WHERE service.id = parcel.service_id AND parcel.arrived_at IS NULL
      AND parcel.id > %(after)s AND parcel.id <= %(up_to)s
"""
BATCH = 5000


def fill(apps, schema_editor):
    Shipment = apps.get_model("shipping", "Shipment")
    last = Shipment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for after in range(0, last, BATCH):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(KNOWN, {"after": after, "up_to": after + BATCH})


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('shipping', '0009_arrived_at'),
    ]

    operations = [
        # on the way back the column goes, and with it what was filled in
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
