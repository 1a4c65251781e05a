"""Zorgprocessen: what could be digital against what is, and the gap between them."""

from monitor.ui import processes

processes.show()
