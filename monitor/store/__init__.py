"""Finds, opens and reads the current store; the app only looks up."""

from monitor.rows import SCHEMA, Contrast, Estimate, SampleInfo, Standing, Summary
from monitor.store.kept import edition
from monitor.store.monitors import store_folder
from monitor.store.per_store import per_store
from monitor.store.store import Store, current_store, exact_store, languages_now
from monitor.store.summaries import summaries, summaries_of

__all__ = [
    "SCHEMA",
    "Contrast",
    "Estimate",
    "SampleInfo",
    "Standing",
    "Store",
    "Summary",
    "current_store",
    "edition",
    "exact_store",
    "languages_now",
    "per_store",
    "store_folder",
    "summaries",
    "summaries_of",
]
