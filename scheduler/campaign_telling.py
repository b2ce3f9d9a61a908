"""How a campaign is told: to people, to a spreadsheet, to another program."""

from collections.abc import Sequence
from typing import Any

from scheduler import english
from scheduler.campaign import Campaign, Cell, Matrix, Row
from scheduler.deadlines import french
from scheduler.deadlines.agreement import Document
from scheduler.tongue import FRENCH, Tongue

Json = dict[str, Any]


def summary(matrix: Matrix, tongue: Tongue = FRENCH) -> str:
    """``12 partenaires sur 40 n'ont pas tout remis, 3 en retard``, or ``tous en retard``."""
    number, of = len(matrix.incomplete), len(matrix.rows)
    if not number:
        return tongue.say(
            f"tout est remis ({french.count(of, 'partenaire')})",
            f"all is in ({english.count(of, 'partner')})",
        )
    verb = "n'ont" if number > 1 else "n'a"
    late = len(matrix.late)
    every = tongue.say("tous", "all") if late == number > 1 else str(late)
    more = f", {every} {tongue.say('en retard', 'late')}" if late else ""
    return tongue.say(
        f"{french.count(number, 'partenaire')} sur {of} {verb} pas tout remis{more}",
        f"{number} of {english.count(of, 'partner')} still owe something{more}"
        if number > 1
        else f"1 of {english.count(of, 'partner')} still owes something{more}",
    )


def last_days(campaign: Campaign) -> str:
    """``au plus tard le mardi 31 mars 2026``, or from the first last day to the last one."""
    days = campaign.days
    if not days:
        return "date inconnue"
    if len(days) == 1:
        return f"au plus tard le {french.full(days[0])}"
    return (
        f"au plus tard du {french.short(days[0])} au {french.short(days[-1])}, selon la convention"
    )


def asked(piece: Document) -> str:
    """The piece's title, with the condition under which it is asked."""
    return f"{piece.title} (si {piece.condition})" if piece.condition else piece.title


def cell(one: Cell) -> str:
    """``reçu le 12 mars 2026``, ``en retard de 3 jours``, ``manque``, ``selon le cas``."""
    if one.state == "received" and one.on:
        after = f", {french.count(one.days, 'jour')} après" if one.days else ""
        return f"reçu le {french.short(one.on)}{after}"
    if one.state == "late":
        return f"en retard de {french.count(one.days, 'jour')}"
    return {"missing": "manque", "perhaps": "selon le cas"}.get(one.state, "sans objet")


def missing(row: Row, columns: Sequence[Document]) -> list[str]:
    """The titles of the pieces that the partner still owes."""
    return [
        column.title
        for column, one in zip(columns, row.cells, strict=True)
        if one.state in ("late", "missing")
    ]


def header(matrix: Matrix) -> list[str]:
    """The first line of the spreadsheet."""
    pieces = [asked(column) for column in matrix.columns]
    return ["partenaire", "convention", "au plus tard le", *pieces, "manquent", "jours de retard"]


def rows(matrix: Matrix) -> list[list[str]]:
    """The spreadsheet's lines, one a partner, dates as ``31/03/2026``."""
    return [
        [
            row.partner,
            row.computation.agreement.title,
            french.numeric(row.item.due) if row.item.due else "",
            *[_in_spreadsheet(one) for one in row.cells],
            str(row.missing),
            str(row.days),
        ]
        for row in matrix.rows
    ]


def _in_spreadsheet(one: Cell) -> str:
    """A date alone, which a spreadsheet sorts; else words."""
    if one.state == "received" and one.on:
        return french.numeric(one.on)
    return cell(one)


def as_json(campaign: Campaign) -> Json:
    """The campaign for another program: columns, rows, totals."""
    matrix = campaign.matrix
    return {
        "key": campaign.key,
        "template": campaign.template,
        "clause": campaign.clause,
        "period": campaign.period,
        "title": campaign.title,
        "due": [day.isoformat() for day in campaign.days],
        "incomplete": len(matrix.incomplete),
        "late": len(matrix.late),
        "columns": [
            {
                "id": column.id or None,
                "title": column.title,
                "condition": column.condition or None,
                "asked": total.asked,
                "received": total.received,
            }
            for column, total in zip(matrix.columns, matrix.totals, strict=True)
        ],
        "rows": [_row(row) for row in matrix.rows],
    }


def _row(row: Row) -> Json:
    return {
        "partner": row.partner,
        "agreement": row.item.agreement,
        "occurrence": row.item.key,
        "due": row.item.due.isoformat() if row.item.due else None,
        "missing": row.missing,
        "days_late": row.days,
        "cells": [
            {
                "state": one.state,
                "on": one.on.isoformat() if one.on else None,
                "days_late": one.days,
            }
            for one in row.cells
        ],
    }
