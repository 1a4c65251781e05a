"""Every text that a reader sees, in Dutch and in English; one file an area and language:
`<area>_<language>.yaml`."""

from monitor.locale.texts import LANGUAGES, ids, say, says, template

__all__ = ["LANGUAGES", "ids", "say", "says", "template"]
