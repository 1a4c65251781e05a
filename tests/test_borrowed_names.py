"""Names that the program borrows from libraries that do not promise them: each does here what is asked of it,
and its failure says what to do. Run this first after raising a version."""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from monitor.export import pptx_internals

ROOT = Path(__file__).resolve().parent.parent
MONITOR = ROOT / "monitor"
INTERNALS = {
    "streamlit": MONITOR / "web" / "streamlit_internals.py",
    "uvicorn": MONITOR / "web" / "uvicorn_internals.py",
}
STARLETTE = "streamlit.web.server.starlette"
PROMISED = ("streamlit.testing.v1",)
"""Below a library, but documented, and with a version of its own."""


def _signed(name: str, value: str) -> bytes:
    return URLSafeTimedSerializer("key", salt=name).dumps(value).encode()


def _refuses(check: Callable[[str], None]) -> bool:
    from streamlit.errors import StreamlitAuthError

    with pytest.raises(StreamlitAuthError):
        check("nobody")
    return True


def _asset_folder(folder: Callable[[], str]) -> bool:
    static = Path(folder())
    return (static / "index.html").is_file() and any((static / "static" / "js").glob("*.js"))


LOG_IN = (
    "Who is logged in is read from Streamlit's signed cookie in monitor/web/login.py. See in"
    " streamlit.auth_util and its Starlette server how the cookie is named, signed and cut into chunks now,"
    " and read it so"
)
BORROWED: dict[str, tuple[Callable[[Any], object], str]] = {
    "streamlit.auth_util.encode_provider_token": (
        lambda encode: re.fullmatch(r"[\w.~-]+", encode("default")),
        "The gate sends who is not logged in to /auth/login?provider=…; see what st.login() puts there now",
    ),
    "streamlit.auth_util.get_cookie_with_chunks": (
        lambda join: (
            join(lambda name: b"whole" if name == "_streamlit_user" else None, "_streamlit_user") == b"whole"
        ),
        LOG_IN,
    ),
    "streamlit.auth_util.validate_auth_credentials": (
        _refuses,
        (
            "A server with a half-filled [auth] must not start: check its fields in monitor/web/access.py"
            " ourselves"
        ),
    ),
    "streamlit.errors.StreamlitAuthError": (
        lambda error: issubclass(error, Exception),
        "Catch in monitor/web/access.py what validate_auth_credentials raises now",
    ),
    "streamlit.file_util.get_static_dir": (
        _asset_folder,
        (
            "Streamlit's own page and scripts are served compressed from this folder; take"
            " Path(streamlit.__file__).parent / 'static'"
        ),
    ),
    "streamlit.runtime.pages_manager.PagesManager": (
        lambda pages: pages.uses_pages_directory is None or pages.uses_pages_directory is False,
        (
            "Else the first visitor of a subject page meets 'Page not found'; see what st.navigation sets at"
            " its first call, or rename the folder pages/"
        ),
    ),
    "streamlit.runtime.secrets.secrets_singleton": (
        lambda secrets: (
            callable(secrets.load_if_toml_exists) and callable(secrets.get) and "__contains__" in dir(secrets)
        ),
        "Read secrets.toml in monitor/web/access.py with tomllib, from st.get_option('secrets.files')",
    ),
    "streamlit.web.server.server_util.get_cookie_secret": (lambda secret: isinstance(secret(), str), LOG_IN),
    f"{STARLETTE}.starlette_app_utils.decode_signed_value": (
        lambda decode: (
            decode("key", "name", _signed("name", "v")) == b"v"
            and decode("other", "name", _signed("name", "v")) is None
        ),
        LOG_IN,
    ),
    f"{STARLETTE}.starlette_server_config.AUTH_COOKIE_MAX_AGE_SECONDS": (
        lambda seconds: seconds > 3600,
        LOG_IN,
    ),
    f"{STARLETTE}.starlette_server_config.USER_COOKIE_NAME": (lambda name: name == "_streamlit_user", LOG_IN),
    "uvicorn.config.STARTUP_FAILURE": (
        lambda code: isinstance(code, int) and code > 0,
        "A worker that can't start must end the server with a failure; see what Server.run exits with now",
    ),
    "uvicorn.protocols.http.h11_impl.H11Protocol": (
        lambda protocol: {"connection_made", "connection_lost", "data_received"} <= vars(protocol).keys(),
        (
            "Slow requests are dropped by a subclass in monitor/web/patience.py; write it for what"
            " Config(http=…) takes now"
        ),
    ),
    "uvicorn.supervisors.Multiprocess": (
        lambda workers: "keep_subprocess_alive" in vars(workers),
        (
            "A worker that died is told of and leaves the metrics in monitor/web/workers.py; find what"
            " restarts one now"
        ),
    ),
    "pyreadstat._readstat_parser.parser_entry_point": (
        callable,
        (
            "read_por has no user_missing, so monitor/prepare/files/sav.py calls the parser; see whether it"
            " has one now"
        ),
    ),
}


@pytest.mark.parametrize("path", BORROWED)
def test_a_borrowed_name_does_what_is_asked_of_it(path: str) -> None:
    does, instead = BORROWED[path]
    module, _, name = path.rpartition(".")
    try:
        borrowed = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        pytest.fail(f"{path} is gone ({error}). {instead}")
    assert does(borrowed), f"{path} has changed. {instead}"


def _from_below(path: Path, library: str) -> set[str]:
    """The names that a file imports from below a library, with where they are from."""
    return {
        f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{library}.")
        if node.module not in PROMISED
        for name in node.names
    }


@pytest.mark.parametrize("library", INTERNALS)
def test_each_borrowed_name_is_borrowed_in_one_file_and_held_here(library: str) -> None:
    own = INTERNALS[library]
    for path in sorted(MONITOR.rglob("*.py")):
        assert path == own or not _from_below(path, library), (
            f"{path.name} borrows from {library}: do it in {own.name}"
        )
    assert _from_below(own, library) == {name for name in BORROWED if name.startswith(f"{library}.")}


def test_private_names_of_other_libraries_stand_in_one_file_each() -> None:
    private = re.compile(
        r"\b(?!self\b|cls\b|os\._exit\b)\w+\)?\._(?!replace\b|asdict\b|fields\b|make\b|value_\b)[a-z]\w*"
    )
    allowed = {MONITOR / "export" / "pptx_internals.py", MONITOR / "prepare" / "files" / "sav.py"}
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted(MONITOR.rglob("*.py"))
        if path not in allowed
        for code in [_code(path)]
        for match in private.finditer(code)
        if f"self.{match[0].partition('.')[2]}" not in code
    }
    assert not found


def _code(path: Path) -> str:
    """A file without its texts, unparsed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


@pytest.fixture
def deck() -> Any:
    """python-pptx's own template with one slide of title and text."""
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[1])
    return made


PPTX = "python-pptx keeps its XML elsewhere; do it anew in monitor/export/pptx_internals.py"


def test_a_shape_is_taken_off(deck: Any) -> None:
    slide = deck.slides[0]
    pptx_internals.remove(slide.placeholders[1])
    assert [shape.name for shape in slide.shapes] == ["Title 1"], PPTX


def test_a_chart_gets_its_alternative_text(deck: Any) -> None:
    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("s", [1])
    slide = deck.slides[0]
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, Pt(99), Pt(99), data)
    pptx_internals.describe(chart, "Chart", "What it shows")
    assert chart.name == "Chart" and 'descr="What it shows"' in slide.part.blob.decode(), PPTX


def test_the_size_of_a_text_is_read_from_its_layout(deck: Any) -> None:
    sizes = [
        pptx_internals.own_size(shape) for shape in deck.slides.add_slide(deck.slide_layouts[2]).placeholders
    ]
    assert sizes == [40.0, 20.0], PPTX


def test_a_slide_gets_the_number_of_its_layout(deck: Any) -> None:
    slide = deck.slides[0]
    before = len(slide.shapes)
    pptx_internals.number_slide(slide, deck.slide_layouts[1])
    assert len(slide.shapes) == before + 1 and 'type="slidenum"' in slide.part.blob.decode(), PPTX
    assert len({shape.shape_id for shape in slide.shapes}) == len(slide.shapes)


def test_a_chart_is_renewed_in_its_frame(deck: Any) -> None:
    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("s", [1])
    slide = deck.slides[0]
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, Pt(99), Pt(99), data)
    data.add_series("t", [2])
    xml = data.xml_bytes(XL_CHART_TYPE.LINE)
    pptx_internals.renew_chart(shape, xml, b"sheet")
    into = io.BytesIO()
    deck.save(into)
    read = next(each for each in Presentation(into).slides[0].shapes if each.has_chart).chart
    assert [series.name for series in read.plots[0].series] == ["s", "t"], PPTX
    assert read.part.chart_workbook.xlsx_part.blob == b"sheet", PPTX
    assert len([rel for rel in read.part.rels.values() if "package" in rel.reltype]) == 1, PPTX


def test_other_lines_keep_the_looks_of_the_first(deck: Any) -> None:
    frame = deck.slides[0].placeholders[1].text_frame
    frame.text = "a\nb"
    frame.paragraphs[0].add_run().text = "c"
    frame.paragraphs[0].runs[0].font.bold = True
    pptx_internals.reword(deck.slides[0].placeholders[1], ["x", "y", "z"])
    assert frame.text == "x\ny\nz" and all(line.runs[0].font.bold for line in frame.paragraphs), PPTX
    added = frame.paragraphs[0].add_run()
    added.text, added.hyperlink.address = "l", "https://monitor.example"
    pptx_internals.look_like(added, frame.paragraphs[0].runs[0])
    added = frame.paragraphs[0].runs[-1]
    assert added.font.bold and added.hyperlink.address == "https://monitor.example", PPTX


def test_a_slide_is_moved_and_dropped(deck: Any) -> None:
    first, added = deck.slides[0], deck.slides.add_slide(deck.slide_layouts[6])
    last = deck.slides.add_slide(deck.slide_layouts[6])
    pptx_internals.move_slide(deck, last, first)
    assert [slide.slide_id for slide in deck.slides][1] == last.slide_id, PPTX
    gone = added.slide_id
    pptx_internals.drop_slide(deck, added)
    assert gone not in [slide.slide_id for slide in deck.slides], PPTX


def test_the_slides_of_a_template_go(deck: Any) -> None:
    pptx_internals.remove_slides(deck)
    assert len(deck.slides) == 0, PPTX


def test_the_cookie_of_a_log_in_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is borrowed for it, together."""
    monkeypatch.setattr("monitor.web.login.get_cookie_secret", lambda: "key")
    from monitor.web.login import login_of, user_in

    cookie = _signed("_streamlit_user", json.dumps({"is_logged_in": True, "email": "a@b.nl"})).decode()
    assert user_in(login_of({"_streamlit_user": cookie})) == {"is_logged_in": True, "email": "a@b.nl"}, LOG_IN
    assert login_of({"_streamlit_user": cookie + "x"}) == b""
