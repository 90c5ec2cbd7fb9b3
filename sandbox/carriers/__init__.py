"""Carriers: `road` moves parcels, each other file speaks one carrier's protocol about them."""
