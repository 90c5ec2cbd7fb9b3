"""The outside world, imitated over its real protocols: carriers, SMS gateway, bank and mailbox.

A process of its own (`python -m sandbox`), imported by nothing; the shop's adapters talk to it as
they would to the real thing. It imports nothing of ours."""
