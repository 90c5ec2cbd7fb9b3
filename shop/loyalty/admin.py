from django.contrib import admin
from unfold.admin import ModelAdmin

from .models import Tier


@admin.register(Tier)
class TierAdmin(ModelAdmin):
    list_display = ["name", "name_en", "from_orders", "extra_return_days"]
