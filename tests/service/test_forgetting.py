from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from shop.service.tasks import forget_ended_sessions_and_old_log_ins
from tests import make

pytestmark = pytest.mark.django_db


def test_ended_sessions_and_old_log_ins_are_forgotten_and_others_stay(client):
    client.force_login(make.customer())
    now = timezone.now()
    Session.objects.create(session_key="ended", expire_date=now - timedelta(seconds=1))
    for key, days in (("old", 91), ("fresh", 89)):
        made = AccessLog.objects.create(username=key)
        AccessLog.objects.filter(pk=made.pk).update(attempt_time=now - timedelta(days=days))
    forget_ended_sessions_and_old_log_ins()
    assert [one.session_key for one in Session.objects.all()] == [client.session.session_key]
    assert "fresh" in AccessLog.objects.values_list("username", flat=True)
    assert "old" not in AccessLog.objects.values_list("username", flat=True)
    assert client.get("/account/").status_code == 200
