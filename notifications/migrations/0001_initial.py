import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.CharField(max_length=80, verbose_name='by whom')),
                ('detail', models.JSONField(blank=True, default=dict, verbose_name='detail')),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=20, verbose_name='to')),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'e-mail')], max_length=10, verbose_name='channel')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('address', models.CharField(max_length=254, verbose_name='address')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('skipped', 'no longer news'), ('failed', 'not sent')], default='waiting', editable=False, max_length=10, verbose_name='state')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('next_try_at', models.DateTimeField(verbose_name='next try')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='last handed to the provider')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('provider_id', models.CharField(blank=True, db_index=True, max_length=255, verbose_name="the provider's number")),
                ('problem', models.CharField(blank=True, max_length=255, verbose_name='problem')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('html', models.TextField(blank=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='notifications.event')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
            },
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['subject_type', 'subject_id', 'at'], name='event_of_subject'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['name', 'at'], name='event_by_name'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['next_try_at'], name='message_open'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('event', 'role', 'channel'), name='message_once'),
        ),
    ]
