"""The Content-Security-Policy: what a page shows and runs comes from the shop itself. The desk is
unfold's, whose pages carry scripts and styles inside them."""

from django.urls import reverse

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def content_policy(get_response):
    desk = reverse("admin:index")

    def middleware(request):
        response = get_response(request)
        if not request.path.startswith(desk):
            response["Content-Security-Policy"] = POLICY
        return response

    return middleware
