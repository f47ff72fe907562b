"""People: everybody with an account, for administrators; the members of an initiative, for its organizers."""

from intake.web.people import everybody, members
from intake.web.people.area import area

__all__ = ["area", "everybody", "members"]
