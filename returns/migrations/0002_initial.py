import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('returns', '0001_initial'),
        ('shipping', '0001_initial'),
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='code',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='shop.order'),
        ),
        migrations.AddField(
            model_name='return',
            name='given_back',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rejected_return', to='shipping.shipment', verbose_name='parcel that takes rejected goods back to the customer'),
        ),
        migrations.AddField(
            model_name='return',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='shop.order', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='return',
            name='refund',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='shop.refund', verbose_name='refund'),
        ),
        migrations.AddField(
            model_name='return',
            name='shipment',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='return_of', to='shipping.shipment', verbose_name='shipment'),
        ),
        migrations.AddField(
            model_name='returnline',
            name='order_line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_lines', to='shop.orderline'),
        ),
        migrations.AddField(
            model_name='returnline',
            name='parent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='returns.return'),
        ),
        migrations.AddIndex(
            model_name='code',
            index=models.Index(fields=['created_at'], name='code_by_time'),
        ),
        migrations.AddIndex(
            model_name='return',
            index=models.Index(fields=['state', 'asked_at'], name='return_by_state'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='return_quantity_sane'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.UniqueConstraint(fields=('parent', 'order_line'), name='line_once_in_return'),
        ),
    ]
