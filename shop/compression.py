"""Answers go compressed to browsers that take it, also where no proxy stands before the shop."""

from django.middleware.gzip import GZipMiddleware, re_accepts_gzip

TEXT = ("text/", "application/json", "application/xml")


def takes_gzip(request):
    return bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


class CompressText(GZipMiddleware):
    """Pages, not pictures and PDFs: those are compressed already. Kept pages come ready-made,
    static files from WhiteNoise. Each answer is padded by a random length: Django's guard against
    BREACH."""

    def process_response(self, request, response):
        is_text = response.get("Content-Type", "").startswith(TEXT)
        if response.streaming or not is_text:
            return response
        return super().process_response(request, response)
