"""Tables only, one noun a file. Importing this package makes every table known to `Base.metadata`."""

from intake.models.confirmation import Confirmation
from intake.models.device import Device, DeviceRole
from intake.models.entry import Entry, ImportedFile, Store
from intake.models.initiative import Initiative
from intake.models.listening import ListeningSession, Place, SessionState
from intake.models.person import AccountLink, LinkPurpose, Membership, Person, Role, SignIn
from intake.models.question import Question, QuestionVersion
from intake.models.rendering import How, Rendering, RenderingRevision, RenderingState
from intake.models.search import SearchPending
from intake.models.statement import Held, Kind, Source, Statement, StatementRevision, Status
from intake.models.term import Term, TermVersion
from intake.models.text_state import Standing, TextKind, TextState

__all__ = [
    "AccountLink",
    "Confirmation",
    "Device",
    "DeviceRole",
    "Entry",
    "Held",
    "How",
    "ImportedFile",
    "Initiative",
    "Kind",
    "LinkPurpose",
    "ListeningSession",
    "Membership",
    "Person",
    "Place",
    "Question",
    "QuestionVersion",
    "Rendering",
    "RenderingRevision",
    "RenderingState",
    "Role",
    "SearchPending",
    "SessionState",
    "SignIn",
    "Source",
    "Standing",
    "Statement",
    "StatementRevision",
    "Status",
    "Store",
    "Term",
    "TermVersion",
    "TextKind",
    "TextState",
]
