"""What can go wrong while writing an export."""

from __future__ import annotations

from monitor.errors import MonitorError


class ExportError(MonitorError):
    """The export can't be written as asked."""

    kind = "export"
