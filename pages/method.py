"""Methode en gegevens: who was asked, how the figures were made and how to read them."""

from monitor.ui import method

method.show()
