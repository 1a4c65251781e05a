"""Every text that a reader sees; one folder a language, one file an area: `<language>/<area>.yaml`."""

from monitor.locale.texts import LANGUAGES, ids, say, says, template

__all__ = ["LANGUAGES", "ids", "say", "says", "template"]
