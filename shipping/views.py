from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Carrier
from .signatures import is_signed
from .tracking import hear

LARGEST_PUSH = 256_000  # bytes


@csrf_exempt  # the signature stands for the sender
@require_POST
def scans(request, carrier):
    """A carrier tells of its parcels. Nothing is changed before the signature is checked."""
    known = get_object_or_404(Carrier, code=carrier, code__in=settings.CARRIERS)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST_PUSH:
        return HttpResponse(status=413)
    now, signature = timezone.now(), request.headers.get("X-Kapinda-Signature", "")
    secrets = settings.SCAN_PUSH_SECRETS
    if not is_signed(request.body, signature, secrets, now=now.timestamp()):
        return HttpResponseForbidden()
    try:
        told = known.plugin.read_push(dict(request.headers), request.body)
    except ValueError:
        return HttpResponse(status=400)
    heard = hear(known.code, told, now=now)
    return JsonResponse({"new": heard.new, "unknown": heard.unknown}, status=202)
