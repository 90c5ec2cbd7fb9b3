from django.db import migrations

from notifications.links import digest, token_for

BATCH = 2000


def fill(apps, schema_editor):
    """Orders placed before receivers had a link; may be run again."""
    bare = apps.get_model("shop", "Order").objects.filter(receiver_digest=None)
    while some := list(bare.only("pk", "link_nonce")[:BATCH]):
        for order in some:
            order.receiver_digest = digest(token_for(order.link_nonce, "receiver"))
        bare.model.objects.bulk_update(some, ["receiver_digest"])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('shop', '0004_order_receiver_link'),
    ]

    operations = [
        # the way back drops the column, and what is in it
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
