from django.db import migrations

BATCH = 2000


def fill(apps, schema_editor):
    """Orders know their service by its codes so far; may be run again."""
    Order = apps.get_model("shop", "Order")
    for service in apps.get_model("shipping", "Service").objects.select_related("carrier"):
        chosen = Order.objects.filter(
            service=None, carrier_code=service.carrier.code, service_code=service.code
        )
        while some := list(chosen.values_list("pk", flat=True)[:BATCH]):
            Order.objects.filter(pk__in=some).update(service=service)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('shop', '0002_order_service'),
    ]

    operations = [
        # the way back drops the column, and what is in it
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
