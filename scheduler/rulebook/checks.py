"""What the files must agree on beyond their form: a tuple of functions, each giving Problems."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scheduler.deadlines.amending import in_force
from scheduler.problems import Problem
from scheduler.rulebook import (
    attention,
    consistency,
    contradictions,
    examples,
    moments_compared,
    never_dated,
    notes,
    parties,
    permitted,
    possible_moments,
    recurrences,
    references,
    seasons,
    sittings,
    staffing,
    term_contradictions,
    wording_against_rule,
    wording_of_term,
)
from scheduler.rulebook.checked import Check, Loaded

_OF_THE_TEXT: tuple[Check, ...] = (
    term_contradictions.cap_against_renewals,
    term_contradictions.notice_fits_the_term,
    contradictions.said_otherwise,
    contradictions.counted_otherwise,
    contradictions.several_times_a_year,
    contradictions.supposed_later,
    contradictions.same_day_in_and_out,
    term_contradictions.retroactive,
    term_contradictions.notice_by_agreement,
    contradictions.passages_that_disagree,
    contradictions.turns_and_joint_initiative,
    term_contradictions.renewal_without_end,
    term_contradictions.notice_without_renewal,
    term_contradictions.notice_without_a_day,
    term_contradictions.renewed_without_term,
    contradictions.law_without_validity,
    wording_against_rule.words_against_rules,
    wording_of_term.words_of_the_term,
    wording_of_term.words_of_dates,
    wording_of_term.words_of_amendments,
)


def contradicted(loaded: Loaded) -> Iterator[Problem]:
    """What the texts contradict, each as its last amendment leaves it."""
    amended = replace(
        loaded,
        rules=tuple(
            replace(one, agreement=in_force(one.agreement, date.max)) for one in loaded.rules
        ),
    )
    for check in _OF_THE_TEXT:
        yield from check(amended)


OF_THE_DIRECTORY: tuple[Check, ...] = (
    references.unknown_roles_in_directory,
    staffing.uncovered_absences,
    staffing.stand_ins_for_themselves,
    staffing.circles_of_superiors,
    staffing.overlapping_holders,
    staffing.vacancies_ahead,
    staffing.assistants_who_are_holders,
)
"""What the directory must agree on with itself."""
CHECKS: tuple[Check, ...] = (
    references.unknown_roles,
    parties.unknown_parties,
    references.unknown_names_of_instances,
    references.unknown_events,
    consistency.duplicate_agreements,
    consistency.overlapping_ids,
    consistency.bounds_in_order,
    references.unknown_clauses,
    references.unknown_removed,
    references.unknown_turns,
    references.unknown_bodies,
    references.repeated_events,
    references.counted_in_a_circle,
    moments_compared.unlike_rhythms,
    moments_compared.anchors_without_a_day,
    moments_compared.counted_but_not_repeated,
    possible_moments.silences_that_nobody_keeps,
    possible_moments.silences_that_one_answer_would_end,
    possible_moments.bounds_of_two_rhythms,
    possible_moments.stretches_that_end_first,
    possible_moments.times_of_what_happens_once,
    permitted.modifiers_without_effect,
    never_dated.never_dated,
    consistency.partial_reading,
    seasons.seasons_of_other_months,
    attention.reminders_of_what_is_not_reminded,
    attention.silent_last_days,
    attention.watchers_of_our_own,
    sittings.not_entered,
    sittings.holidays_not_entered,
    *OF_THE_DIRECTORY,
    recurrences.rules_with_gaps,
    contradicted,
    notes.blanks,
    notes.looks_like_a_date,
    notes.written_notes,
    examples.examples,
    examples.settled_readings,
)
