"""Puts what stands beside the package into it: an installed monitor has its app, its codebook and its fonts
in `monitor/app` (monitor/places.py). Everything else about the package is in pyproject.toml."""

from pathlib import Path
from shutil import copy2, copytree

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
CARRIED = (
    "streamlit_app.py",
    ".streamlit/config.toml",
    "pages",
    "static",
    "data/codebook",
    "data/published",
    "data/simulation",
)


class WithTheApp(build_py):
    """The package's files, and the app's among them."""

    def run(self) -> None:
        """Copies both; an editable install reads the app where it stands."""
        super().run()
        for name in () if self.editable_mode else CARRIED:
            source, target = ROOT / name, Path(self.build_lib) / "monitor" / "app" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                copytree(source, target, dirs_exist_ok=True, ignore=lambda *_: ["__pycache__"])
            else:
                copy2(source, target)


setup(cmdclass={"build_py": WithTheApp})
