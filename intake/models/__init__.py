"""Tables only, one noun a file. Importing this package makes every table known to `Base.metadata`."""

from intake.models.device import Device, DeviceRole
from intake.models.entry import Entry, ImportedFile, Store
from intake.models.initiative import Initiative
from intake.models.listening import ListeningSession, Place, SessionState
from intake.models.person import AccountLink, LinkPurpose, Membership, Person, Role, SignIn
from intake.models.question import Question, QuestionVersion
from intake.models.search import SearchPending
from intake.models.statement import Held, Kind, Source, Statement, StatementRevision, Status

__all__ = [
    "AccountLink",
    "Device",
    "DeviceRole",
    "Entry",
    "Held",
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
    "Role",
    "SearchPending",
    "SessionState",
    "SignIn",
    "Source",
    "Statement",
    "StatementRevision",
    "Status",
    "Store",
]
