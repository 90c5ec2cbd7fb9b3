import os

from celery import Celery
from celery.signals import worker_init, worker_ready
from django.core.exceptions import ImproperlyConfigured

from shipping.carriers import load_carriers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
# Django's checks load every page's code; `manage.py migrate` has made them before a worker starts
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")
app = Celery("kapinda")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "notifications",
        "shipping",
        "shop.catalog",
        "shop.orders",
        "shop.payments",
        "shop.checkout",
        "shop.service",
        "returns",
    ]
)


@worker_init.connect
def start_worker(**_):
    try:
        load_carriers()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error  # anything less is only logged here


@worker_ready.connect
def say_alive(**_):
    """So that /health/ knows at once; beat repeats it every few seconds."""
    app.send_task("shop.service.tasks.note_worker_alive")
