"""Respondents: the one subject page of a drafted codebook."""

from monitor.ui import subject

subject.show("respondents")
