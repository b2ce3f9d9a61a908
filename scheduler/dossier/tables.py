"""The tables of an archive: facts, occurrences, messages, attempts, bounces."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scheduler import wording
from scheduler.correspondence.records import DAY
from scheduler.deadlines.obligation import Occurrence
from scheduler.dossier.gathering import Evidence
from scheduler.dossier.words import (
    ERASED,
    FACT,
    MESSAGE,
    OUTCOME,
    STATE,
    day,
    instant,
    said,
    status_of,
    yes,
)
from scheduler.spreadsheet import sheet
from scheduler.store.chain import read_object
from scheduler.store.evidence import DIGEST, FAILURE, Carried, Fact, Message
from scheduler.store.register import RegisterEntry

FACTS = (
    *("Numéro", "Enregistré le", "Par", "Genre", "Sujet", "Date du fait"),
    *("Commentaire", "Preuve", "Retire le numéro", "Retiré par le numéro"),
)
OCCURRENCES = (
    *("Clé", "Clause", "Article", "Intitulé", "Couperet", "Doit", "Période", "Ouvre le"),
    *("Au plus tard le", "Borne la plus proche", "Borne la plus lointaine", "À poster le"),
    *(
        "Dernière séance utile",
        "À convoquer le",
        "Condition",
        "État",
        "Fait le",
        "Preuve",
        "Citation",
        "Règle",
    ),
    *("Révision publiée", "Publiée le", "Retirée le"),
)
MESSAGES = (
    *("Numéro", "Fichier", "Genre", "Destinataire", "Objet", "Message-ID", "État", "Essais"),
    *("Écrit le", "Accepté par le relais le", "Code SMTP", "Réponse", "Doutes"),
    *("Échéances et étapes", "Parle aussi d'autres conventions", "Version des règles"),
    *("SHA-256 du fichier", "Lignes du registre", "Effacement"),
)
ATTEMPTS = ("Message", "Essai", "Commencé le", "Fini le", "Issue", "Phase SMTP", "Code", "Réponse")
BOUNCES = ("Message", "Enregistré le", "Ligne du registre", "Destinataire", "Rapport")


def facts(of: Evidence) -> bytes:
    """The journal, withdrawals included: nothing was ever taken out of it."""
    withdrawn = {one.withdraws: one.number for one in of.facts if one.withdraws is not None}
    return sheet(
        FACTS,
        (
            (
                str(one.number),
                instant(one.recorded_at, of.calendar),
                one.recorded_by,
                said(FACT, one.kind),
                one.subject,
                day(one.occurred_on),
                _comment(one),
                one.evidence,
                str(one.withdraws or ""),
                str(withdrawn.get(one.number, "")),
            )
            for one in of.facts
        ),
    )


def _comment(fact: Fact) -> str:
    """The comment, with what else the line says."""
    more = (
        "pièce à suivre" if fact.to_follow else "",
        "au-delà du dernier jour utile" if fact.past_the_deadline else "",
    )
    return " ; ".join(text for text in (fact.comment, *more) if text)


def occurrences(of: Evidence) -> bytes:
    """Each occurrence as computed now; then those published once that are no longer computed."""
    computed = {item.key: item for item in of.computation.occurrences}
    gone = (one for key, one in sorted(of.publications.items()) if key not in computed)
    rows = [_computed(of, item) for item in computed.values()]
    return sheet(OCCURRENCES, [*rows, *(_gone(of, one) for one in gone)])


def _computed(of: Evidence, item: Occurrence) -> tuple[str, ...]:
    done = of.computation.done(item)
    source = item.cited.source
    return (
        item.key,
        item.clause,
        item.cited.article,
        wording.title(of.computation, item),
        yes(item.cliff),
        ", ".join(of.agreement.party(name) for name in item.owed_by),
        item.period.label if item.period else "",
        day(item.opens),
        day(item.due),
        day(item.earliest),
        day(item.latest),
        day(item.send_by),
        day(item.session),
        day(item.convene_on),
        item.condition or "",
        status_of(of.computation, item),
        day(done.on if done else None),
        done.evidence if done else "",
        item.cited.quote,
        f"{source.file}:{source.line}",
        *_published(of, of.publications.get(item.key)),
    )


def _gone(of: Evidence, entry: RegisterEntry) -> tuple[str, ...]:
    """An occurrence that the present rules or facts no longer give, as it was last published."""
    told = read_object(entry.content)
    published = _published(of, entry)
    unknown = [""] * (len(OCCURRENCES) - len(published) - 4)
    title = str(told.get("title") or "")
    clause, article = str(told.get("clause") or ""), str(told.get("article") or "")
    row = [entry.key, clause, article, title, *unknown, *published]
    for column, name in (("Au plus tard le", "due"), ("À poster le", "send_by")):
        row[OCCURRENCES.index(column)] = _french(told, name)
    row[OCCURRENCES.index("État")] = "n'est plus calculée"
    row[OCCURRENCES.index("Citation")] = str(told.get("quote") or "")
    return tuple(row)


def _french(told: Mapping[str, Any], name: str) -> str:
    """A day of a published occurrence, as a spreadsheet shows it."""
    return "/".join(reversed(str(told.get(name) or "").split("-")))


def _published(of: Evidence, entry: RegisterEntry | None) -> tuple[str, str, str]:
    if entry is None:
        return ("", "", "")
    published, withdrawn = entry.published_at, entry.withdrawn_at
    return str(entry.revision), instant(published, of.calendar), instant(withdrawn, of.calendar)


def messages(of: Evidence, files: Mapping[int, str], digests: Mapping[int, str]) -> bytes:
    """Every message; ``files`` are those of the archive and ``digests`` of the bytes, by number."""
    return sheet(MESSAGES, (_message(of, one, files, digests) for one in of.messages))


def _message(
    of: Evidence, one: Message, files: Mapping[int, str], digests: Mapping[int, str]
) -> tuple[str, ...]:
    erased = of.erased(one.id)
    codes = [tried.code for tried in of.attempts_at.get(one.id, ()) if tried.code]
    return (
        str(one.id),
        files.get(one.id, ""),
        said(MESSAGE, one.kind),
        personal(of, one, one.recipient),
        personal(of, one, one.subject),
        personal(of, one, one.message_id),
        said(STATE, one.state),
        str(one.attempts),
        instant(one.created_at, of.calendar),
        instant(one.accepted_at, of.calendar),
        str(codes[-1]) if codes else "",
        personal(of, one, one.last_answer),
        doubts(one),
        " ; ".join(_told(of, one)),
        _others(of, one),
        one.rules,
        digests.get(one.id, ""),
        ", ".join(str(line.number) for line in of.lines_of.get(one.id, ())),
        f"lignes {', '.join(map(str, erased))} du registre" if erased else "",
    )


def personal(of: Evidence, one: Message, text: str) -> str:
    """The text, unless the register has erased on order what concerns the person."""
    return ERASED if of.erased(one.id) else text


def doubts(one: Message) -> str:
    """Whether the message may have arrived twice, or though nobody knows."""
    times = one.possible_duplicates
    return f"a pu arriver plusieurs fois ({times})" if times else ""


def _told(of: Evidence, one: Message) -> Iterator[str]:
    """What of this agreement the message tells, with the step of each."""
    for item in one.items:
        replaced = " (remplacé par un rappel plus récent)" if item.superseded else ""
        if of.concerns(item.occurrence):
            yield f"{item.occurrence} r{item.revision} {item.step}{replaced}"
        elif item.occurrence.startswith(DIGEST):
            yield f"bulletin {item.step}{replaced}"
        elif (about := _alerted(item)) in of.by_number:
            yield f"alerte sur le message {about}"


def _alerted(item: Carried) -> int | None:
    """The message that an alert is about."""
    number = item.occurrence.removeprefix(FAILURE)
    return int(number) if number != item.occurrence and number.isdecimal() else None


def _others(of: Evidence, one: Message) -> str:
    """Whether the message tells of other agreements; what a digest lists is not recorded."""
    told = [item for item in one.items if item.step != DAY]
    keys = [item.occurrence for item in told if not of.concerns(item.occurrence)]
    alerts = {_alerted(item) for item in one.items} - {None}
    if any("/" in key and not key.startswith((DIGEST, FAILURE)) for key in keys):
        return "oui"
    if alerts - of.by_number.keys():
        return "oui"
    return "peut-être" if any(key.startswith(DIGEST) for key in keys) else ""


def attempts(of: Evidence) -> bytes:
    """Every attempt to hand a message over."""
    return sheet(
        ATTEMPTS,
        (
            (
                str(one.message),
                str(one.number),
                instant(one.started_at, of.calendar),
                instant(one.ended_at, of.calendar),
                said(OUTCOME, one.outcome),
                one.phase,
                str(one.code or ""),
                personal(of, of.by_number[one.message], one.answer),
            )
            for one in of.attempts
        ),
    )


def bounces(of: Evidence) -> bytes | None:
    """The reports that came back for these messages; None where there is none."""
    rows = []
    for one in of.lines:
        if one.kind == "bounced":
            person: Mapping[str, Any] = read_object(one.person or "")
            told = ERASED if one.is_blank("person") else ""
            at = one.at.replace("T", " ").rstrip("Z") + " UTC"
            recipient, answer = (str(person.get(name, told)) for name in ("recipient", "answer"))
            rows.append((str(one.message or ""), at, str(one.number), recipient, answer))
    return sheet(BOUNCES, rows) if rows else None


def document(shown: Mapping[str, Any]) -> bytes:
    """The machine's view as indented JSON."""
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()
