"""What is over and kept for nobody: sessions that have ended, and who tried to log in from where.
The law on personal data wants no record kept longer than it serves."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

LOG_INS_KEPT = timedelta(days=90)  # long enough to look into a complaint


def forget_what_is_over(now):
    Session.objects.filter(expire_date__lt=now).delete()
    for tried in (AccessAttempt, AccessFailureLog, AccessLog):
        tried.objects.filter(attempt_time__lt=now - LOG_INS_KEPT).delete()
