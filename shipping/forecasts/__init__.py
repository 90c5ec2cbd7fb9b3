"""Windows with a stated chance, learnt from the parcels themselves.

`history` is what is learnt from, `fitting` learns (with numpy, in a worker), `profile` is what was
learnt and is all that a page needs (plain Python), `arrival` turns it into a day, `steering` holds
it to its word and `replay` proves it. The method: docs/promises-for-engineers.md.
"""
