"""Explore a survey monitor: read SPSS files, estimate and protect once, look up ever after."""

import os

__version__ = "0.1.0"

# Matrices here are many and small: a second thread for each of them costs more than it does. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
