"""A sound feed, and the same with one defect each: what real feeds were seen to get wrong."""

from collections.abc import Callable
from pathlib import Path

SOUND = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//essai.localhost//echeancier 1//FR
CALSCALE:GREGORIAN
NAME:Échéances – Béthune
X-WR-CALNAME:Échéances – Béthune
X-WR-TIMEZONE:Europe/Paris
REFRESH-INTERVAL;VALUE=DURATION:PT12H
X-PUBLISHED-TTL:PT12H
BEGIN:VEVENT
UID:bilan-2027@essai.localhost
DTSTAMP:20261122T090000Z
LAST-MODIFIED:20261122T090000Z
SEQUENCE:2
DTSTART;VALUE=DATE:20270415
DTEND;VALUE=DATE:20270416
SUMMARY:Bilan de l'été\\, à envoyer
DESCRIPTION:Première ligne\\nDeuxième ligne
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
STATUS:CONFIRMED
CLASS:PUBLIC
END:VEVENT
BEGIN:VEVENT
UID:preavis-2028@essai.localhost
DTSTAMP:20261122T090000Z
LAST-MODIFIED:20261122T090000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20280229
DTEND;VALUE=DATE:20280301
SUMMARY:Dernier jour du préavis
DESCRIPTION:Une ligne
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
STATUS:TENTATIVE
CLASS:PUBLIC
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()

Change = Callable[[bytes], bytes]
START = "DTSTART;VALUE=DATE:20270415"
END = "DTEND;VALUE=DATE:20270416"
SUMMARY = "SUMMARY:Bilan de l'été\\, à envoyer"
DESCRIPTION = "DESCRIPTION:Première ligne\\nDeuxième ligne"


def became(old: str, new: str) -> Change:
    """The first ``old`` replaced; it must be there."""

    def change(body: bytes) -> bytes:
        assert old.encode() in body
        return body.replace(old.encode(), new.replace("\n", "\r\n").encode(), 1)

    return change


def without(line: str) -> Change:
    return became(f"{line}\r\n", "")


def before(line: str, *added: str) -> Change:
    return became(f"{line}\r\n", "\n".join([*added, line, ""]))


def alarm(*lines: str) -> Change:
    return before("END:VEVENT", "BEGIN:VALARM", "ACTION:DISPLAY", *lines, "END:VALARM")


RINGING = alarm("DESCRIPTION:Bilan", "TRIGGER:-P2DT15H")
"""An alarm as ours are: no defect."""


def _empty(body: bytes) -> bytes:
    return body[: body.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n"


def _cut_in_a_character(body: bytes) -> bytes:
    return body.replace("é".encode(), b"\xc3\r\n \xa9", 1)


ONE_DEFECT: dict[str, Change] = {
    "01 no UID": without("UID:bilan-2027@essai.localhost"),
    "02 no DTSTAMP": without("DTSTAMP:20261122T090000Z"),
    "03 no PRODID": without("PRODID:-//essai.localhost//echeancier 1//FR"),
    "04 no VERSION": without("VERSION:2.0"),
    "05 DTEND on the day of DTSTART": became(END, "DTEND;VALUE=DATE:20270415"),
    "06 DTEND before DTSTART": became(END, "DTEND;VALUE=DATE:20270410"),
    "07 DTSTART a day, DTEND an instant": became(END, "DTEND:20270416T090000Z"),
    "08 a day without VALUE=DATE": became(START, "DTSTART:20270415"),
    "09 30 February": became(START, "DTSTART;VALUE=DATE:20270230"),
    "10 UID given twice": before(START, "UID:autre@essai.localhost"),
    "11 two events of one UID": became("preavis-2028@", "bilan-2027@"),
    "12 lines end with LF": lambda body: body.replace(b"\r\n", b"\n"),
    "13 a line break in a text": became("ligne\\nDeuxième", "ligne\nDeuxième"),
    "14 comma and semicolon unescaped": became(SUMMARY, "SUMMARY:Bilan, à envoyer ; vite"),
    "15 a line of 400 octets": became("Une ligne", "x" * 400),
    "16 a fold inside a character": _cut_in_a_character,
    "17 Latin-1": lambda body: body.decode().replace("–", "-").encode("latin-1"),
    "18 a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "19 control characters": became("Une ligne", "Une\x00\x0b\x1cligne"),
    "20 U+2028 and U+0085": became("Une ligne", "Une\u2028ligne\u0085"),
    "21 TZID without VTIMEZONE": became(
        f"{START}\r\n{END}",
        "DTSTART;TZID=Europe/Paris:20270415T090000\nDTEND;TZID=Europe/Paris:20270415T100000",
    ),
    "22 STATUS of a task": became("STATUS:CONFIRMED", "STATUS:NEEDS-ACTION"),
    "23 alarm without TRIGGER": alarm("DESCRIPTION:Rappel"),
    "24 alarm without DESCRIPTION": alarm("TRIGGER:-P1D"),
    "25 no event": _empty,
    "26 cut in the middle": lambda body: body[: body.index(b"SUMMARY:Dernier") + 14],
    "27 REFRESH-INTERVAL without VALUE": became(
        "REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL"
    ),
    "28 REFRESH-INTERVAL no duration": became("DURATION:PT12H", "DURATION:12 heures"),
    "29 DTEND and DURATION": before(END, "DURATION:P1D"),
    "30 a space in a property's name": before(END, "X MARQUE:1"),
    "31 METHOD, and X-WR-CALNAME twice": before(
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:B"
    ),
    "32 negative SEQUENCE": became("SEQUENCE:2", "SEQUENCE:-2"),
    "33 DTSTAMP in local time": became("DTSTAMP:20261122T090000Z", "DTSTAMP:20261122T090000"),
    "34 alarm with a TRIGGER of words": alarm("DESCRIPTION:Rappel", "TRIGGER:la veille"),
    "35 an HTML page": lambda _: b"<!DOCTYPE html>\r\n<html><body>Connexion</body></html>\r\n",
    "36 nothing": lambda _: b"",
    "37 UID without a value": became("UID:bilan-2027@essai.localhost", "UID:"),
    "38 a colon in a bare parameter": became("SUMMARY:Bilan", "SUMMARY;ALTREP=cid:a:Bilan"),
    "39 RRULE of words": before(END, "RRULE:tous les ans"),
    "40 bytes that are not UTF-8": lambda body: body.replace(
        b"Une ligne", b"Une \xff\xfe ligne", 1
    ),
    "41 METHOD without ORGANIZER": before("CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
    "42 an X- property twice": before("CLASS:PUBLIC", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"),
    "43 an END too many": before("END:VCALENDAR", "END:VEVENT"),
}
MORE: dict[str, Change] = {
    "VERSION not first": became(
        "VERSION:2.0\r\nPRODID:-//essai.localhost//echeancier 1//FR",
        "PRODID:-//essai.localhost//echeancier 1//FR\nVERSION:2.0",
    ),
    "UID in the calendar": before("CALSCALE:GREGORIAN", "UID:x@essai.localhost"),
    "NAME in two languages": before("CALSCALE:GREGORIAN", "NAME;LANGUAGE=en:Deadlines"),
    "a comma in a name": became("NAME:Échéances", "NAME:Échéances\\, toutes"),
    "SOURCE without VALUE": before("CALSCALE:GREGORIAN", "SOURCE:https://essai.localhost/x.ics"),
    "no LAST-MODIFIED": without("LAST-MODIFIED:20261122T090000Z"),
    "no SEQUENCE": without("SEQUENCE:2"),
    "SEQUENCE of words": became("SEQUENCE:2", "SEQUENCE:deux"),
    "an unknown escape": became(DESCRIPTION, "DESCRIPTION:C:\\temp"),
    "a backslash at the end": became("Une ligne", "Une ligne\\"),
    "DTSTAMP apart from LAST-MODIFIED": became("DTSTAMP:20261122T09", "DTSTAMP:20261122T08"),
    "DTSTAMP on a day that does not exist": lambda body: body.replace(b"20261122T", b"20261131T"),
    "TRANSP of words": became("TRANSP:TRANSPARENT", "TRANSP:FREE"),
    "CLASS of words": became("CLASS:PUBLIC", "CLASS:SECRET"),
    "RRULE once": before(END, "RRULE:FREQ=DAILY;COUNT=1"),
    "ATTENDEE": before(END, "ATTENDEE:mailto:x@essai.localhost"),
    "a property of the calendar in an event": before(END, "CALSCALE:GREGORIAN"),
    "a property of an event in the calendar": before("CALSCALE:GREGORIAN", "SUMMARY:x"),
    "a property after the events": before("END:VCALENDAR", "X-WR-CALDESC:x"),
    "a task": before("BEGIN:VEVENT", "BEGIN:VTODO", "UID:x", "END:VTODO"),
    "an event in an event": before(END, "BEGIN:VEVENT", "END:VEVENT"),
    "two alarms": lambda body: RINGING(RINGING(body)),
    "an alarm in a cancelled event": lambda body: RINGING(
        body.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")
    ),
    "an alarm after the event began": alarm("DESCRIPTION:Rappel", "TRIGGER:PT9H"),
    "an alarm at midnight": alarm("DESCRIPTION:Rappel", "TRIGGER:-P1D"),
    "an alarm that sends mail": became(
        "END:VEVENT",
        "BEGIN:VALARM\nACTION:EMAIL\nDESCRIPTION:x\nTRIGGER:-PT15H\nEND:VALARM\nEND:VEVENT",
    ),
    "an alarm that rings again": alarm("DESCRIPTION:x", "TRIGGER:-PT15H", "REPEAT:3"),
    "an alarm in the calendar": before(
        "BEGIN:VEVENT", "BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM"
    ),
    "a property after the alarm": lambda body: became(
        "END:VALARM", "END:VALARM\nURL:https://essai.localhost/"
    )(RINGING(body)),
    "an alarm that does not end": became("END:VEVENT", "BEGIN:VALARM\nEND:VEVENT"),
    "a lone surrogate": lambda body: body.replace(b"Une ligne", b"Une \xed\xa0\x80 ligne", 1),
    "U+2029": became("Une ligne", "Une\u2029ligne"),
    "a byte order mark inside": became("Une ligne", "Une\ufeffligne"),
    "a tabulation": became("Une ligne", "Une\tligne"),
    "a fold by tabulation": became("Une ligne", "Une\n\tligne"),
    "a lone CR": became("Une ligne", "Une\rligne"),
    "an empty line": before(END, ""),
    "an empty fold": became("Une ligne", "Une ligne\n "),
    "an empty line, folded": became("END:VCALENDAR", "\n END:VCALENDAR"),
    "a page after the calendar": lambda body: body + b"<html></html>\r\n",
    "a second calendar": lambda body: body + body,
    "the last line end missing": lambda body: body[:-2],
    "small letters": became("BEGIN:VEVENT", "begin:vevent"),
    "an address with an accent": before(END, "URL:https://essai.localhost/é"),
    "an address with what RFC 3986 shuts out": before(END, "URL:https://essai.localhost/{x}"),
    "a product of spaces": became("PRODID:-//essai.localhost//echeancier 1//FR", "PRODID:  "),
    "a name of spaces": became("X-WR-CALNAME:Échéances – Béthune", "X-WR-CALNAME: "),
    "a title of spaces": became(SUMMARY, "SUMMARY:\u00a0 "),
    "a text of spaces": became(DESCRIPTION, "DESCRIPTION:  "),
    "a refresh without a pause": became("DURATION:PT12H", "DURATION:PT0H"),
    "nine categories": lambda body: _categories(body, 9),
    "more than a million bytes": lambda body: _padded(body, 1_000_001),
}


def _categories(body: bytes, number: int) -> bytes:
    event = body[body.index(b"BEGIN:VEVENT") : body.index(b"END:VEVENT") + 12]
    made = [
        event.replace(b"UID:", f"CATEGORIES:C{one}\r\nUID:{one}-".encode()) for one in range(number)
    ]
    return body.replace(event, b"".join(made))


def _padded(body: bytes, size: int) -> bytes:
    """As many more sound events as make at least ``size`` bytes."""
    event = body[body.index(b"BEGIN:VEVENT") : body.index(b"END:VEVENT") + 12]
    more = [event.replace(b"UID:", f"UID:{one}-".encode()) for one in range(size // len(event) + 1)]
    return body.replace(event, b"".join(more))


def made(name: str) -> bytes:
    """The sound feed with the defect of that name."""
    return (ONE_DEFECT | MORE)[name](SOUND)


def write_all(folder: Path) -> list[Path]:
    """The sound feed, then the 43, as files."""
    paths = [folder / f"{number:02}.ics" for number in range(len(ONE_DEFECT) + 1)]
    for path, body in zip(paths, [SOUND, *map(made, ONE_DEFECT)], strict=True):
        path.write_bytes(body)
    return paths
