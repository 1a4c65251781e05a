"""Every name of uvicorn that the program uses and that uvicorn does not document, in one place;
tests/test_borrowed_names.py says of each what to do when it is gone."""

from __future__ import annotations

from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

__all__ = ["STARTUP_FAILURE", "H11Protocol", "Multiprocess"]
