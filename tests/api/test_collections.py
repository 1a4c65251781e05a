"""A collection leaves as a file and comes back through the page's form; a bad file leads back to the page
with the reason."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.api.collections import LARGEST_FORM
from monitor.collection import Collection, Item, from_link, to_file, to_link

KEPT = Collection(
    title="Voor <b>de</b> directie", items=(Item(page="zorgverleners", view="v=1&i=portaal&g=artsen"),)
)
OTHER = Collection(items=(Item(page="zorggebruikers", view="v=1&i=bronnen"),))


def form(file: bytes, boundary: str = "grens", **fields: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form, as a browser sends it."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\nContent-Type:'
        " application/json\r\n\r\n"
    )
    parts += [head.encode() + file + b"\r\n", f"--{boundary}--\r\n".encode()]
    return {"content-type": f"multipart/form-data; boundary={boundary}", "accept": "text/html,*/*"}, b"".join(
        parts
    )


def landed(reply) -> dict[str, str]:
    """Parameters of the page that the reply leads to."""
    assert reply.status == 303
    target = urlsplit(reply.headers["location"])
    assert (target.scheme, target.netloc, target.path) == ("", "", "/verzameling")
    return {key: values[-1] for key, values in parse_qs(target.query).items()}


def test_a_collection_leaves_as_a_file(served):
    reply = served("/api/v1/export/collection.json", f"c={to_link(KEPT)}")
    assert (reply.status, reply.body) == (200, to_file(KEPT))
    build = served("/api/v1/figure.json", "i=portaal").json["build"]
    named = f'attachment; filename="Voor-b-de-b-directie-{build}-simulated-nl.json"'
    assert reply.headers["content-disposition"] == named
    untitled = served("/api/v1/export/collection.json", f"c={to_link(OTHER)}&lang=en")
    assert f'"verzameling-{build}-simulated-en.json"' in untitled.headers["content-disposition"]


def test_a_file_comes_back_as_the_link_of_its_collection(served):
    headers, body = form(to_file(KEPT), c=to_link(OTHER), lang="en")
    found = landed(served("/api/v1/collection", method="POST", headers=headers, body=body))
    assert from_link(found["c"]) == KEPT
    assert found["lang"] == "en" and "refused" not in found


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"{}", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (to_file(KEPT).replace(b'"version": 1', b'"version": 9'), "version"),
        (b"[" * 10**5, "unreadable"),
    ],
)
def test_a_bad_file_leads_back_to_the_present_collection_with_the_reason(served, file, reason):
    headers, body = form(file, c=to_link(OTHER))
    found = landed(served("/api/v1/collection", method="POST", headers=headers, body=body))
    assert (from_link(found["c"]), found["refused"]) == (OTHER, reason)


@pytest.mark.parametrize("size", [LARGEST_FORM + 1, 10 * 1024 * 1024])
def test_a_form_that_is_too_long_is_not_read_to_its_end(served, size):
    headers, body = form(b" " * size)
    assert (
        landed(served("/api/v1/collection", method="POST", headers=headers, body=body))["refused"]
        == "too_long"
    )


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "multipart/form-data"}, b"--x"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"no form at all"),
        (
            {"content-type": "multipart/form-data; boundary=x"},
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n{}',
        ),
        ({"content-type": "application/json"}, to_file(KEPT)),
        ({}, b""),
    ],
)
def test_whatever_is_posted_is_refused_without_an_exception(served, headers, body):
    assert (
        landed(
            served("/api/v1/collection", method="POST", headers={"accept": "text/html", **headers}, body=body)
        )["refused"]
        == "unreadable"
    )
    reply = served("/api/v1/collection", method="POST", headers=headers, body=body)
    assert (reply.status, reply.type, reply.json["reason"]) == (400, "application/problem+json", "unreadable")


def test_a_forged_present_collection_leads_nowhere_else(served):
    headers, body = form(b"{}", c="//evil.example\r\nSet-Cookie: a=b", lang="<script>")
    assert landed(served("/api/v1/collection", method="POST", headers=headers, body=body)) == {
        "refused": "unreadable"
    }
    assert served("/api/v1/collection").status == 405


def test_a_collection_that_cannot_be_read_is_a_problem(served):
    reply = served("/api/v1/export/collection.json", "c=2abc")
    assert (reply.status, reply.json["reason"]) == (400, "version")
