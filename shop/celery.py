import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
app = Celery("kapinda")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["notifications", "shipping", "shop.orders", "shop.payments", "shop.service", "returns"]
)
