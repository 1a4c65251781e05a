"""The app as a container runs it: nobody's rights, nowhere to write but a folder for passing files, a store
that is only read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.browser.conftest import free_port, running
from tests.pages.tiny import write_tiny_store
from tests.web.session import drawn, opened

LOCKED = (
    "mount --make-rprivate / && mount -o remount,bind,ro / && mount -t tmpfs tmpfs {passing}"
    " && exec setpriv --bounding-set -all --no-new-privs {run}"
)


def _can_lock() -> bool:
    if sys.platform != "linux" or os.geteuid() or not all(map(shutil.which, ("unshare", "setpriv"))):
        return False
    return not subprocess.run(
        ["unshare", "-m", "sh", "-c", LOCKED.format(run="true", passing="/var/tmp")],
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.skipif(not _can_lock(), reason="needs root and mount namespaces, to take rights away")
def test_serves_with_a_read_only_file_system_and_no_capabilities(tmp_path_factory: pytest.TempPathFactory):
    store, passing = Path(tempfile.mkdtemp(dir="/var/tmp")), tempfile.mkdtemp(dir="/var/tmp")
    log = Path(tmp_path_factory.mktemp("log")) / "server.log"
    try:
        write_tiny_store(store)
        port = free_port()
        run = LOCKED.format(
            run=f"{sys.executable} -m monitor serve --port {port} --workers 2 --store {store}",
            passing=passing,
        )
        for served in running(["unshare", "-m", "sh", "-c", run], port, store, log, TMPDIR=passing):
            assert served.get("/ready")[0] == 200
            with opened(served.url) as reader:
                text = "".join(str(message) for message in drawn(reader, "zorgverleners", "i=portaal"))
            assert "m-chart" in text
            assert served.get("/api/v1/export/figure.png?i=portaal")[0] == 200
            assert served.get("/api/v1/export/deck.pptx?i=portaal&page=zorgverleners")[0] in (200, 400)
            assert '"level": "error"' not in log.read_text(encoding="utf-8")
    finally:
        shutil.rmtree(store, ignore_errors=True)
        shutil.rmtree(passing, ignore_errors=True)
