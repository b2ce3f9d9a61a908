"""French words for lengths of time."""

from datetime import timedelta

import pytest

from scheduler.deadlines import french


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=1), "1 jour"),
        (timedelta(days=1, milliseconds=-40), "1 jour"),
        (timedelta(days=365, seconds=-2), "365 jours"),
        (timedelta(hours=23, minutes=59), "23 heures"),
        (timedelta(minutes=59, seconds=40), "1 heure"),
        (timedelta(seconds=20), "moins d'une minute"),
    ],
)
def test_a_lapse_is_told_to_the_nearest_minute(span: timedelta, words: str) -> None:
    """A clock set a day ahead is seen an instant later: a day less that instant is a day."""
    assert french.lapse(span) == words
