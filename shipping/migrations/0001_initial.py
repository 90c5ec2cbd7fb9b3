import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Carrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='plug-in')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('legal_name', models.CharField(blank=True, max_length=200, verbose_name='legal title')),
                ('tax_number', models.CharField(blank=True, max_length=11, verbose_name='tax number')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'carrier',
                'verbose_name_plural': 'carriers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Warehouse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('province', models.CharField(max_length=2, verbose_name='province')),
                ('district', models.CharField(max_length=80, verbose_name='district')),
                ('address', models.CharField(max_length=200, verbose_name='address')),
                ('phone', models.CharField(max_length=20, verbose_name='phone')),
                ('working_days', models.CharField(default='12345', help_text='1 is Monday', max_length=7, verbose_name='working days')),
                ('cut_off', models.TimeField(help_text='Europe/Istanbul', verbose_name='cut-off')),
                ('saturday_cut_off', models.TimeField(blank=True, null=True, verbose_name='cut-off on Saturday')),
                ('handling_days', models.PositiveSmallIntegerField(default=0, help_text='working days before the parcel can leave', verbose_name='handling time')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'warehouse',
                'verbose_name_plural': 'warehouses',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(verbose_name='code')),
                ('tier', models.CharField(choices=[('same_day', 'same day'), ('next_day', 'next day'), ('standard', 'standard'), ('economy', 'economy'), ('branch', 'branch pick-up')], max_length=10, verbose_name='tier')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('product_code', models.CharField(blank=True, max_length=20, verbose_name="carrier's product code")),
                ('delivery_days', models.CharField(default='12345', help_text='1 is Monday', max_length=7, verbose_name='delivery days')),
                ('pickup_days', models.CharField(default='12345', help_text='1 is Monday', max_length=7, verbose_name='pick-up days')),
                ('works_on_holidays', models.BooleanField(default=False, verbose_name='works on public holidays')),
                ('cut_off', models.TimeField(blank=True, help_text="when earlier than the warehouse's", null=True, verbose_name='cut-off')),
                ('origins', models.JSONField(blank=True, default=list, help_text='plate codes; empty: all', verbose_name='from provinces')),
                ('areas', models.JSONField(blank=True, default=list, help_text='plate codes; empty: all', verbose_name='to provinces')),
                ('max_desi', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='largest desi')),
                ('free_from', models.DecimalField(blank=True, decimal_places=2, help_text='TRY', max_digits=10, null=True, verbose_name='free from')),
                ('takes_cod', models.BooleanField(default=False, verbose_name='collects payment at the door')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='shipping.carrier', verbose_name='carrier')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('booked', 'booked with the carrier'), ('in_transit', 'on its way'), ('out_for_delivery', 'out for delivery'), ('delivered', 'delivered'), ('failed', 'could not be delivered'), ('sent_back', 'sent back'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=20, verbose_name='state')),
                ('direction', models.CharField(choices=[('out', 'to the customer'), ('back', 'back to us')], default='out', max_length=4, verbose_name='direction')),
                ('number', models.CharField(help_text='printed as the barcode', max_length=16, unique=True, verbose_name='our parcel number')),
                ('reference', models.CharField(db_index=True, max_length=20, verbose_name='order')),
                ('tracking_number', models.CharField(blank=True, db_index=True, help_text="the carrier's; some give it only at the first scan", max_length=40, verbose_name='cargo number')),
                ('return_code', models.CharField(blank=True, max_length=40, verbose_name='return code')),
                ('original_number', models.CharField(blank=True, help_text='our number of that parcel', max_length=16, verbose_name='brings back')),
                ('receiver_name', models.CharField(max_length=120, verbose_name='receiver')),
                ('receiver_phone', models.CharField(max_length=20, verbose_name="receiver's phone")),
                ('province', models.CharField(max_length=2, verbose_name='province')),
                ('district', models.CharField(max_length=80, verbose_name='district')),
                ('neighbourhood', models.CharField(blank=True, max_length=120, verbose_name='neighbourhood')),
                ('address', models.CharField(max_length=300, verbose_name='address')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='delivery note')),
                ('buyer_name', models.CharField(blank=True, max_length=120)),
                ('buyer_phone', models.CharField(blank=True, max_length=20)),
                ('buyer_email', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(default='tr', max_length=5)),
                ('link_nonce', models.CharField(blank=True, editable=False, max_length=32)),
                ('contents', models.JSONField(default=list, help_text='[{"sku", "name", "quantity"}]', verbose_name='contents')),
                ('desi', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='desi')),
                ('weight_kg', models.DecimalField(decimal_places=3, max_digits=8, verbose_name='weight, kg')),
                ('cod_amount', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10, verbose_name='to collect at the door, TRY')),
                ('is_gift', models.BooleanField(default=False, verbose_name='gift')),
                ('gift_message', models.CharField(blank=True, max_length=300, verbose_name='gift note')),
                ('leaves_by', models.DateField(verbose_name='leaves us by')),
                ('promised_earliest', models.DateField(verbose_name='promised from')),
                ('promised_latest', models.DateField(verbose_name='promised until')),
                ('expected_earliest', models.DateField(verbose_name='now expected from')),
                ('expected_latest', models.DateField(verbose_name='now expected until')),
                ('delay_reason', models.JSONField(blank=True, default=dict, editable=False, verbose_name='why it is later than promised')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('booked_at', models.DateTimeField(blank=True, null=True, verbose_name='booked')),
                ('handed_over_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered')),
                ('received_by', models.CharField(blank=True, max_length=120, verbose_name='received by')),
                ('last_scan_at', models.DateTimeField(blank=True, null=True, verbose_name='last scan')),
                ('next_poll_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False, help_text='calls to the carrier that failed in a row')),
                ('booking_problem', models.CharField(blank=True, max_length=255, verbose_name='booking problem')),
                ('wants_booking', models.BooleanField(default=False, help_text='a worker books it with the carrier', verbose_name='dispatch asked')),
                ('wants_withdrawal', models.BooleanField(default=False, editable=False)),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='shipping.carrier', verbose_name='carrier')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='shipping.service', verbose_name='service')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='shipping.warehouse', verbose_name='warehouse')),
            ],
            options={
                'verbose_name': 'shipment',
                'verbose_name_plural': 'shipments',
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('created', 'registered'), ('accepted', 'handed to the carrier'), ('in_transit', 'on the road'), ('at_branch', 'at the delivery branch'), ('out_for_delivery', 'out for delivery'), ('delivered', 'delivered'), ('delivery_failed', 'could not be delivered'), ('returning', 'going back'), ('returned', 'back with the sender'), ('cancelled', 'cancelled'), ('exception', 'a problem'), ('unknown', 'being checked')], max_length=20, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='where')),
                ('text', models.CharField(blank=True, max_length=255, verbose_name="the carrier's words")),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('heard_at', models.DateTimeField(verbose_name='heard')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='shipping.shipment')),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(choices=[('city', 'same province'), ('near', 'near, up to 200 km'), ('short', 'short, up to 600 km'), ('medium', 'medium, up to 1000 km'), ('long', 'long, over 1000 km')], max_length=10, verbose_name='line')),
                ('up_to_desi', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='up to desi')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='price')),
                ('per_extra_desi', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10, verbose_name='each desi above the last band')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tariffs', to='shipping.service')),
            ],
            options={
                'verbose_name': 'tariff',
                'verbose_name_plural': 'tariffs',
                'ordering': ['service', 'line', 'up_to_desi'],
            },
        ),
        migrations.CreateModel(
            name='Transit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(choices=[('city', 'same province'), ('near', 'near, up to 200 km'), ('short', 'short, up to 600 km'), ('medium', 'medium, up to 1000 km'), ('long', 'long, over 1000 km')], max_length=10, verbose_name='line')),
                ('min_days', models.PositiveSmallIntegerField(verbose_name='at least')),
                ('max_days', models.PositiveSmallIntegerField(verbose_name='at most')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transits', to='shipping.service')),
            ],
            options={
                'verbose_name': 'days on the road',
                'verbose_name_plural': 'days on the road',
            },
        ),
        migrations.CreateModel(
            name='ClosedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('reason', models.CharField(max_length=120, verbose_name='reason')),
                ('carrier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='shipping.carrier', verbose_name='carrier')),
                ('warehouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='shipping.warehouse', verbose_name='warehouse')),
            ],
            options={
                'verbose_name': 'closed day',
                'verbose_name_plural': 'closed days',
                'ordering': ['date'],
            },
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('carrier', 'code'), name='service_code_in_carrier'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.UniqueConstraint(fields=('shipment', 'kind', 'at', 'place', 'text'), name='scan_once'),
        ),
        migrations.AddConstraint(
            model_name='tariff',
            constraint=models.UniqueConstraint(fields=('service', 'line', 'up_to_desi'), name='tariff_band'),
        ),
        migrations.AddConstraint(
            model_name='tariff',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='tariff_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='transit',
            constraint=models.UniqueConstraint(fields=('service', 'line'), name='transit_of_line'),
        ),
        migrations.AddConstraint(
            model_name='transit',
            constraint=models.CheckConstraint(condition=models.Q(('max_days__gte', models.F('min_days'))), name='transit_in_order'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(fields=['state', 'leaves_by'], name='shipment_to_dispatch'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(fields=['next_poll_at'], name='shipment_to_poll'),
        ),
        migrations.AddConstraint(
            model_name='shipment',
            constraint=models.CheckConstraint(condition=models.Q(('promised_latest__gte', models.F('promised_earliest'))), name='shipment_promise_in_order'),
        ),
    ]
