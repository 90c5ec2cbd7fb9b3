"""GET /health/: 200 when database, Redis and a worker answer, else 503 and which does not."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

WORKER_ALIVE = "kapinda:worker-alive"
SILENCE = 60  # seconds without a word from a worker


def redis():
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


@require_safe
@never_cache
def health(request):
    answers = {"database": database_answers(), **redis_and_worker_answer(timezone.now())}
    healthy = all(answers.values())
    return JsonResponse({"healthy": healthy, **answers}, status=200 if healthy else 503)


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def redis_and_worker_answer(now):
    try:
        heard = redis().get(WORKER_ALIVE)
    except RedisError:
        return {"redis": False, "worker": False}
    return {"redis": True, "worker": heard is not None and now.timestamp() - float(heard) < SILENCE}
