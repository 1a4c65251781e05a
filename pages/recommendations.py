"""Aanbevelingen: what the researchers advise, with the figures for and against."""

from monitor.ui import recommendations

recommendations.show()
