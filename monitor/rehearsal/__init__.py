"""A codebook tried before readers do: every view asked, every page drawn, on a store that is thrown away."""

from monitor.rehearsal.whole import rehearse

__all__ = ["rehearse"]
