import gc
import os

from django.core.wsgi import get_wsgi_application

from shipping.carriers import load_carriers
from shop.payments.methods import methods

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
# a carrier or a way to pay whose options are missing stops the start and names them
load_carriers()
methods()
# what is loaded stays: the collector need not walk through it, and workers that are copies of this
# process go on sharing its memory
gc.freeze()
