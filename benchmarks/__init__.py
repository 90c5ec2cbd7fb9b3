"""`python -m benchmarks`: fills a shop of its own, serves it with two gunicorn workers and prints
what every page costs beside a bare Django view. A new scenario is one function in scenarios.py."""
