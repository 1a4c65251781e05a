"""A reader's own collection of figures: an ordered value that lives in a link or a small file."""

from monitor.collection.changes import Changes, changes_since, remembered
from monitor.collection.file import from_file, to_file
from monitor.collection.link import from_link, to_link
from monitor.collection.shown import Shown, kept, shown
from monitor.collection.value import Collection, CollectionError, Item

__all__ = [
    "Changes",
    "Collection",
    "CollectionError",
    "Item",
    "Shown",
    "changes_since",
    "from_file",
    "from_link",
    "kept",
    "remembered",
    "shown",
    "to_file",
    "to_link",
]
