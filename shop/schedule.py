"""What the clock asks of the workers: name, task and how often (seconds, or a crontab). Each name
reads as a sentence, and each may run twice without harm."""

from celery.schedules import crontab

SCHEDULE = {
    "send_waiting_messages": {"task": "notifications.tasks.send_waiting_messages", "schedule": 10},
    "note_worker_alive": {"task": "shop.service.tasks.note_worker_alive", "schedule": 20},
    "book_waiting_shipments": {"task": "shipping.tasks.book_waiting_shipments", "schedule": 60},
    "withdraw_cancelled_shipments": {
        "task": "shipping.tasks.withdraw_cancelled_shipments",
        "schedule": 60,
    },
    "learn_from_parcels": {
        "task": "shipping.tasks.learn_from_parcels",
        "schedule": crontab(hour=3, minute=20),
    },
    "count_records": {
        "task": "shipping.tasks.count_records",
        "schedule": crontab(hour=3, minute=50),
    },
    "watch_promises": {
        "task": "shipping.tasks.watch_promises",
        "schedule": crontab(minute="5,35", hour="8-20"),  # an SMS at night helps nobody
    },
    "break_silence": {
        "task": "shipping.tasks.break_silence",
        "schedule": crontab(hour=10, minute=40),
    },
    "tell_of_delays": {
        "task": "shop.payments.tasks.tell_of_delays",
        "schedule": crontab(hour="8-20"),
    },
    "make_good_late_orders": {
        "task": "shop.payments.tasks.make_good_late_orders",
        "schedule": crontab(minute=45, hour="9-20"),
    },
    "expire_unpaid_orders": {"task": "shop.payments.tasks.expire_unpaid_orders", "schedule": 60},
    "settle_open_payments": {"task": "shop.payments.tasks.settle_open_payments", "schedule": 120},
    "send_asked_refunds": {"task": "shop.payments.tasks.send_asked_refunds", "schedule": 60},
    "follow_cod_parcels": {"task": "shop.payments.tasks.follow_cod_parcels", "schedule": 60},
    "follow_warehouses": {"task": "shop.catalog.tasks.follow_warehouses", "schedule": 30},
    "follow_undispatched_parcels": {
        "task": "shop.orders.tasks.follow_undispatched_parcels",
        "schedule": 60,
    },
    "give_up_returned_parcels": {
        "task": "shop.payments.tasks.give_up_returned_parcels",
        "schedule": crontab(minute=25),
    },
    "pay_back_undelivered_parcels": {
        "task": "shop.payments.tasks.pay_back_undelivered_parcels",
        "schedule": 300,
    },
    "fold_checkout_steps": {
        "task": "shop.checkout.tasks.fold_checkout_steps",
        "schedule": crontab(minute="*/10"),
    },
    "follow_returns": {"task": "returns.tasks.follow_returns", "schedule": 60},
    "ask_how_returns_went": {
        "task": "returns.tasks.ask_how_returns_went",
        "schedule": crontab(hour=10, minute=40),
    },
    "remind_of_returns": {
        "task": "returns.tasks.remind_of_returns",
        "schedule": crontab(hour=10, minute=20),  # an SMS at night helps nobody
    },
    "forget_ended_sessions_and_old_log_ins": {
        "task": "shop.service.tasks.forget_ended_sessions_and_old_log_ins",
        "schedule": crontab(hour=4, minute=20),
    },
    "forget_old_return_codes": {
        "task": "returns.tasks.forget_old_return_codes",
        "schedule": crontab(hour=4, minute=25),
    },
    "approve_overdue_orders": {
        "task": "shop.orders.tasks.approve_overdue_orders",
        "schedule": crontab(minute=15),
    },
}
