"""A question in words by address: the same rows as the command line gives, and plain words where there are
none."""

from __future__ import annotations

from monitor.ask import ask
from monitor.store import current_store


def test_rows_are_the_replies(served):
    told = served("/api/v1/ask", "q=portaal%20verpleegkundigen").json
    assert told["rows"] == [
        reply.row() for reply in ask("portaal verpleegkundigen", current_store(), "nl").replies
    ]
    assert told["rows"][0]["view"] == "v=1&i=portaal&g=verpleegkundigen"
    assert told["simulated"] is True and told["missing"] == []


def test_no_answer_is_no_rows_and_a_reason(served):
    told = served("/api/v1/ask", "q=portaal%20in%201999&lang=en").json
    assert told["rows"] == [] and "1999" in told["missing"][0]


def test_a_question_is_needed(served):
    assert served("/api/v1/ask", "lang=nl").status == 400
