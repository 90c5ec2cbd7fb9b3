from smtplib import SMTPException

from celery import shared_task
from django.core.mail import send_mail
from django.utils import timezone

from .health import SILENCE, WORKER_ALIVE, redis


@shared_task
def note_worker_alive():
    redis().set(WORKER_ALIVE, timezone.now().timestamp(), ex=SILENCE)


@shared_task(autoretry_for=(OSError, SMTPException), retry_backoff=5, max_retries=6)
def send_account_mail(subject, body, html, address):
    send_mail(subject, body, None, [address], html_message=html)
