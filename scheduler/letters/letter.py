"""The letter of a bundle: alert, initial report, cliffs, or digest."""

from scheduler.correspondence import Bundle, Records
from scheduler.letters.alert import alert_letter
from scheduler.letters.cliffs import cliff_letter
from scheduler.letters.desk import Desk
from scheduler.letters.digest import digest_letter
from scheduler.letters.initial import initial_letter
from scheduler.mail.letter import Letter
from scheduler.situation import Situation


def letter(bundle: Bundle, situation: Situation, records: Records, desk: Desk) -> Letter:
    """The letter that tells one person all that is due to them now."""
    if bundle.failures:
        return alert_letter(bundle, situation, desk)
    if bundle.initial:
        return initial_letter(bundle, situation, desk)
    if bundle.reminders:
        return cliff_letter(bundle, situation, records, desk)
    return digest_letter(bundle, situation, desk)
