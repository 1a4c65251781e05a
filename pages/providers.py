"""Zorgverleners: what care providers use and think."""

from monitor.ui import subject

subject.show("providers")
