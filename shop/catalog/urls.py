from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("categories/<slug:slug>/", views.category, name="category"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("products/<slug:slug>/manuals/<int:number>/", views.manual, name="manual"),
    path("search/", views.search, name="search"),
    path("first-product/", views.first_product, name="first_product"),
]
