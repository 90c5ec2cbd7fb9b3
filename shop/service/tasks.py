from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from notifications.brand import brand
from notifications.gateways.email import sender
from notifications.letters import Letter

from .health import SILENCE, WORKER_ALIVE, redis


@shared_task
def note_worker_alive():
    redis().set(WORKER_ALIVE, timezone.now().timestamp(), ex=SILENCE)


@shared_task(autoretry_for=(OSError, SMTPException), retry_backoff=5, max_retries=6)
def send_account_mail(subject, body, html, address):
    mail = Letter(
        subject,
        body,
        sender(),
        to=[address],
        reply_to=[brand().help_email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(html, "text/html")
    mail.send()
