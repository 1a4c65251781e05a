"""Workshop: prepare a show of figures, with questions to the room."""

from monitor.ui import workshop

workshop.show()
