from django.urls import include, path, register_converter

from . import asking_views, delay_views, gift_views, return_views, views
from .readers import RoleConverter

register_converter(RoleConverter, "role")

return_pages = [
    path("", return_views.returns, name="returns"),
    path("<int:number>/", return_views.return_, name="return"),
    path("<int:number>/rating/", return_views.return_rating, name="return_rating"),
    path("new/", asking_views.return_items, name="return_items"),
    path("new/reasons/", asking_views.return_reasons, name="return_reasons"),
    path("new/refund/", asking_views.return_refund, name="return_refund"),
    path("new/check/", asking_views.return_check, name="return_check"),
    path("new/code/", asking_views.return_code, name="return_code"),
]

urlpatterns = [
    # the buyer's own
    path("t/<str:token>/", views.tracking, name="tracking"),
    path("t/<str:token>/now/", views.tracking_now, name="tracking_now"),
    path("t/<str:token>/documents/<slug:kind>/", views.tracking_document, name="tracking_document"),
    path("t/<str:token>/cancellation/", views.tracking_cancellation, name="tracking_cancellation"),
    path("t/<str:token>/approval/", views.tracking_approval, name="tracking_approval"),
    path("t/<str:token>/postponement/", views.tracking_postponement, name="tracking_postponement"),
    path("t/<str:token>/rating/", views.tracking_rating, name="tracking_rating"),
    path("t/<str:token>/choice/", delay_views.tracking_choice, name="tracking_choice"),
    # of the one an order goes to
    path("g/<str:token>/", gift_views.gift, name="gift"),
    path("g/<str:token>/now/", gift_views.gift_now, name="gift_now"),
    # of either, each by a link of their own
    path("<role:role>/<str:token>/returns/", include(return_pages)),
]
