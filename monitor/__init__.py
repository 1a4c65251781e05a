"""Explore a survey monitor: read SPSS files, estimate and protect once, look up ever after."""

__version__ = "0.1.0"
