"""Why a person hears for a role, in French."""

from scheduler.deadlines.french import short
from scheduler.rulebook.directory import Directory, Standing


def reason(directory: Directory, role: str | None, standing: Standing) -> str:
    """``titulaire``, ``à la place de Camille, injoignable (suppléance : …)``: for one line."""
    if standing.why == "holder":
        return "titulaire"
    through = _through(directory, role, standing)
    replaced = standing.instead_of.name if standing.instead_of else standing.person.name
    until = f", absence jusqu'au {short(standing.until)}" if standing.until else ""
    if standing.why == "vacant":
        return f"rôle vacant, {through}"
    if standing.why == "unknown":
        return f"rôle inconnu, {through}"
    if standing.instead_of is None:
        known = until or ", sans réponse de sa messagerie"
        return f"titulaire{known}, personne pour remplacer"
    cause = until or ", injoignable"
    return f"à la place de {replaced}{cause} ({through})"


def _through(directory: Directory, role: str | None, standing: Standing) -> str:
    """How the role that hears stands to the one asked for."""
    known = directory.roles.get(role or "")
    if standing.role is None:
        return "adresse de secours"
    if known and standing.role == known.deputy:
        return f"suppléance : {standing.role}"
    if known and standing.role in directory.superiors(known.id):
        return f"hiérarchie : {standing.role}"
    return f"gestionnaire : {standing.role}"
