"""Zorggebruikers: what people who receive care use and think."""

from monitor.ui import subject

subject.show("users")
