"""Doing things at the same moment, each in a thread with its own database connection."""

import threading

from django.db import connection


def run_together(act, times):
    """[act(0), act(1), …] of `times` threads let go at once; an exception is an answer too."""
    answers, barrier = [None] * times, threading.Barrier(times)

    def work(number):
        try:
            barrier.wait()
            answers[number] = act(number)
        except Exception as error:  # noqa: BLE001  handed to the test
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
