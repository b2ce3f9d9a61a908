"""Print what the lint and each engine refuse; ``--accept`` writes the golden tables anew."""

import sys

from tests.ical.refusals import GOLDEN, said, table


def main() -> None:
    """Print, and accept where asked."""
    engines = table()
    print(engines)
    if "--accept" in sys.argv[1:]:
        (GOLDEN / "engines.txt").write_text(engines)
        (GOLDEN / "defects.txt").write_text(said())


if __name__ == "__main__":
    main()
