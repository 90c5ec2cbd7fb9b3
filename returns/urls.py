from django.urls import path

from . import asking_views, return_views, views

urlpatterns = [
    path("t/<str:token>/", views.tracking, name="tracking"),
    path("t/<str:token>/now/", views.tracking_now, name="tracking_now"),
    path("t/<str:token>/documents/<slug:kind>/", views.tracking_document, name="tracking_document"),
    path("t/<str:token>/cancellation/", views.tracking_cancellation, name="tracking_cancellation"),
    path("t/<str:token>/approval/", views.tracking_approval, name="tracking_approval"),
    path("t/<str:token>/postponement/", views.tracking_postponement, name="tracking_postponement"),
    path("t/<str:token>/returns/", return_views.returns, name="returns"),
    path("t/<str:token>/returns/new/", asking_views.return_items, name="return_items"),
    path("t/<str:token>/returns/new/reasons/", asking_views.return_reasons, name="return_reasons"),
    path("t/<str:token>/returns/new/refund/", asking_views.return_refund, name="return_refund"),
    path("t/<str:token>/returns/new/check/", asking_views.return_check, name="return_check"),
    path("t/<str:token>/returns/new/code/", asking_views.return_code, name="return_code"),
    path("t/<str:token>/returns/<int:number>/", return_views.return_, name="return"),
]
