"""``python -m tests.simulation``: print the tables; ``--accept`` keeps them, ``--out`` mails."""

import argparse
from pathlib import Path

from tests.simulation.played import SCRIPTS, golden, played
from tests.simulation.table import table


def main() -> None:
    """Play the scripts that are named, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(SCRIPTS)}; all by default")
    parser.add_argument("--accept", action="store_true", help="keep the tables as golden files")
    parser.add_argument("--out", type=Path, help="write every message that left there, as .eml")
    asked = parser.parse_args()
    for name in asked.names or SCRIPTS:
        text = table(played(name))
        if asked.accept:
            golden(name).write_text(text, "utf-8")
        else:
            print(text)
        if asked.out:
            write_mails(name, asked.out / name)


def write_mails(name: str, folder: Path) -> None:
    """One file a message, named by its day, number and recipient."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(played(name).left):
        local = one.person.partition("@")[0]
        (folder / f"{one.at:%Y-%m-%d}-{number:04}-{local}-{one.kind}.eml").write_bytes(one.body)


main()
