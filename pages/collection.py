"""Verzameling: the reader's own figures, to order, annotate, share and take along."""

from monitor.ui import collection

collection.show()
