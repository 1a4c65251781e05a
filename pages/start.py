"""Start: what the newest wave says, and search over everything."""

from monitor.ui import start

start.show()
