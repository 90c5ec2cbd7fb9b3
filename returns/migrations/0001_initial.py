from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(editable=False, max_length=32)),
                ('channel', models.CharField(max_length=10)),
                ('wish', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'one-time code',
                'verbose_name_plural': 'one-time codes',
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False, verbose_name='return number')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('approved', 'approved'), ('refused', 'refused'), ('on_its_way', 'on its way back'), ('received', 'received'), ('accepted', 'accepted'), ('rejected', 'rejected'), ('settled', 'settled')], default='asked', editable=False, max_length=20, verbose_name='state')),
                ('last_day', models.DateField(blank=True, help_text='empty: before delivery', null=True, verbose_name='last day to return')),
                ('reasons', models.JSONField(default=list, verbose_name='how the last day was worked out')),
                ('refund_lines', models.JSONField(default=list, help_text='[{"what", "name", "quantity", "amount"}]', verbose_name='what is refunded')),
                ('refund_amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='to refund, TRY')),
                ('iban', models.CharField(blank=True, max_length=26, verbose_name='IBAN')),
                ('iban_holder', models.CharField(blank=True, max_length=120, verbose_name='account holder')),
                ('appeal', models.CharField(blank=True, help_text='staff decides', max_length=500, verbose_name='why after the last day')),
                ('staff_note', models.CharField(blank=True, help_text='the customer reads it', max_length=300, verbose_name='our note')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved')),
                ('code_told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='return code told')),
                ('handed_over_at', models.DateTimeField(blank=True, null=True, verbose_name='handed to the carrier')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='received')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
            ],
            options={
                'verbose_name': 'return',
                'verbose_name_plural': 'returns',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='ReturnLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField(verbose_name='quantity')),
                ('reason', models.CharField(choices=[('changed_mind', 'I changed my mind'), ('does_not_fit', 'It does not fit'), ('not_as_shown', 'It is not as shown'), ('damaged', 'It arrived damaged'), ('wrong_item', 'Something else was sent'), ('too_late', 'It came too late')], max_length=20, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name="in the customer's words")),
                ('is_resellable', models.BooleanField(blank=True, null=True, verbose_name='can be sold again')),
            ],
            options={
                'verbose_name': 'line of the return',
                'verbose_name_plural': 'lines of the return',
                'ordering': ['pk'],
            },
        ),
    ]
