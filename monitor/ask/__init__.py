"""Questions in words: a reader's own words in, the views that answer them out, by the codebook's names and
synonyms."""

from monitor.ask.answering import STANDS_OUT, ask, standing_out
from monitor.ask.reply import Answered, Reply

__all__ = ["STANDS_OUT", "Answered", "Reply", "ask", "standing_out"]
