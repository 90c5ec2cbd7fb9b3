import os

from django.core.wsgi import get_wsgi_application

from shipping.carriers import load_carriers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
load_carriers()
