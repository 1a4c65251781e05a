"""Every text that a reader sees, and what a language is; one folder a language: `<language>/language.yaml`
and `<language>/<area>.yaml`."""

from monitor.locale.language import LANGUAGES, Language, offered, spoken
from monitor.locale.texts import Borrowed, ids, lacking, language_of, say, says, slots_of, template, texts_of

__all__ = [
    "LANGUAGES",
    "Borrowed",
    "Language",
    "ids",
    "lacking",
    "language_of",
    "offered",
    "say",
    "says",
    "slots_of",
    "spoken",
    "template",
    "texts_of",
]
