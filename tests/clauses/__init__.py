"""The two hundred and two time-related clauses of the five conventions."""

from tests.clauses import bethune, bouches_du_rhone, dijon, sceaux, wattrelos

CONVENTIONS = tuple(
    (one.AGREEMENT, one.ROWS) for one in (bethune, dijon, wattrelos, sceaux, bouches_du_rhone)
)
