"""Write the golden letters anew (``--accept``), or take pictures of them (``--pictures DIR``)."""

import argparse
from pathlib import Path

from tests.chromium import Look, Page, chromium
from tests.mail.scenes import SCENES, headless, html_of, scene

GOLDEN = Path(__file__).parent / "golden"
VIEWS: dict[str, tuple[int, Look]] = {
    "light": (800, "light"),
    "dark": (800, "dark"),
    "forced-dark": (800, "forced"),
    "phone": (320, "light"),
}


def accept() -> None:
    """What is written today becomes what is expected."""
    (GOLDEN / "en").mkdir(parents=True, exist_ok=True)
    for name in SCENES:
        (GOLDEN / f"{name}.eml").write_bytes(scene(name))
        (GOLDEN / "en" / f"{name}.eml").write_bytes(scene(name, "en"))


def take_pictures(folder: Path) -> None:
    """Each letter in each view, as PNG files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as page:
        for name in SCENES:
            for view in VIEWS:
                (folder / f"{name}-{view}.png").write_bytes(_picture(page, name, view))


def _picture(page: Page, name: str, view: str) -> bytes:
    width, look = VIEWS[view]
    html = html_of(scene(name))
    page.show(headless(html) if look == "forced" else html, width, look)
    return page.picture()


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mail", description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write the golden letters anew")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="pictures of every letter")
    asked = parser.parse_args()
    if asked.accept:
        accept()
    if asked.pictures:
        take_pictures(asked.pictures)


if __name__ == "__main__":
    main()
