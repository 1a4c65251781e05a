"""Finds, opens and reads the current store; the app only looks up."""

from monitor.store.rows import Contrast, Estimate, SampleInfo
from monitor.store.store import SCHEMA, Store, current_store, exact_store, store_folder

__all__ = [
    "SCHEMA",
    "Contrast",
    "Estimate",
    "SampleInfo",
    "Store",
    "current_store",
    "exact_store",
    "store_folder",
]
