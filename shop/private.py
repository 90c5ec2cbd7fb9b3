"""Who may keep an answer. Nearly every page holds something of one visitor: the number in their
cart's sign, a CSRF token, a price for their place. A cache on the way that trusts no `Vary: Cookie`
would show it to the next one, so nobody but the visitor's own browser keeps what does not say that
it may be kept (`cache_control(public=True)`: pictures, manuals, colours)."""


def private(get_response):
    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private")
        return response

    return middleware
