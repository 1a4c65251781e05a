"""What the address of a page returns: the page itself, to read and to choose from, before Streamlit is there
and where it never comes."""

from monitor.first.page import first_page
from monitor.first.ways import routes

__all__ = ["first_page", "routes"]
