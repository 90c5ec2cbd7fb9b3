from celery import shared_task

from .listing import follow_warehouses as follow


@shared_task
def follow_warehouses():
    follow()
