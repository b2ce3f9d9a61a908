"""``rappels`` and ``veille`` where they would do nothing, or leave the last days silent."""

from collections.abc import Iterator

from scheduler.deadlines.period import Length
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.notice_text import NoticeText
from scheduler.rulebook.yaml_nodes import key_place

LAST_DAYS = 7


def reminders_of_what_is_not_reminded(loaded: Loaded) -> Iterator[Problem]:
    """Only a cliff has reminders of its own."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            if clause.reminders is not None and not clause.cliff:
                yield Problem(
                    key_place(rule.root, (*path_of(clause), "rappels")),
                    "R177",
                    f"« {clause.id} » n'est pas un couperet : elle n'a pas de rappel à elle",
                    "ajouter « couperet: oui » si l'oubli coûte un droit ou de l'argent, ou ôter "
                    "« rappels »",
                    subject=clause.id,
                )
        for rank, notice in _reminded_notices(rule):
            if not _is_ours(rule, notice):
                yield Problem(
                    key_place(rule.root, ("durée", "préavis", rank, "rappels")),
                    "R177",
                    "ce préavis n'est pas le nôtre : il n'a pas de rappel à lui",
                    "écrire « rappels » sous le préavis que nous pouvons donner, ou l'ôter",
                )


def silent_last_days(loaded: Loaded) -> Iterator[Problem]:
    """A notice reminded for the last time more than a week before it is too late."""
    for rule in loaded.rules:
        for rank, notice in _reminded_notices(rule):
            lengths = notice.reminders or []
            if _is_ours(rule, notice) and not any(_is_near(one) for one in lengths):
                yield Problem(
                    key_place(rule.root, ("durée", "préavis", rank, "rappels")),
                    "R176",
                    f"aucun rappel du préavis dans les {LAST_DAYS} derniers jours",
                    "ajouter « 7 jours », « 1 jour » ou « 0 jour »",
                    "avertissement",
                )


def watchers_of_our_own(loaded: Loaded) -> Iterator[Problem]:
    """What we owe goes to who is responsible: nobody watches it as others' duty."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            if clause.watcher and rule.agreement.is_ours(clause.owed_by):
                yield Problem(
                    key_place(rule.root, (*path_of(clause), "veille")),
                    "R178",
                    f"« {clause.id} » est due par nous : « veille » n'y change rien",
                    "l'ôter ; le responsable de la convention en reçoit les rappels",
                    "avertissement",
                    subject=clause.id,
                )


def _reminded_notices(rule: ReadRule) -> Iterator[tuple[int, NoticeText]]:
    term = rule.file.term
    for rank, notice in enumerate(term.notices if term else []):
        if notice.reminders is not None:
            yield rank, notice


def _is_ours(rule: ReadRule, notice: NoticeText) -> bool:
    return not notice.given_by or rule.agreement.us in notice.given_by


def _is_near(length: Length) -> bool:
    return not length.months and length.days <= LAST_DAYS
