"""What people enter about accounts: signing in, passwords, themselves, others."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from intake import languages, passwords
from intake.models import Role

#: What a role is called, and what it lets somebody do in one initiative.
ROLES: dict[Role, tuple[Any, Any]] = {
    Role.ORGANIZER: (_l("Organizer"), _l("Sets up sessions, reads and corrects statements, invites people.")),
    Role.INTERPRETER: (_l("Interpreter"), _l("Translates statements and texts, keeps the glossary.")),
    Role.ANALYST: (_l("Analyst"), _l("Reads and downloads statements.")),
    Role.VIEWER: (_l("Viewer"), _l("Sees the questions, the sessions and how far they are.")),
}

#: Control characters, line ends and halves of characters.
_NOT_TYPED = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]+")

_EMAIL = _l("E-mail address")
_PASSWORD = _l("Password")
_NEW_PASSWORD = _l("New password")
_NAME = _l("Name")
_MISSING_EMAIL = _l("Enter an e-mail address, such as ana@example.org.")
_MISSING_PASSWORD = _l("Enter a password.")
_MISSING_NAME = _l("Enter a name.")
_GOOD_PASSWORD = _l("At least 8 characters. A few words in a row are easy to remember and hard to guess.")


def one_line(text: str | None) -> str:
    """What was typed without characters that no key makes; a page can show it again whatever it was."""
    return _NOT_TYPED.sub(" ", text or "")


def password_problem(password: str, *own: str) -> Any:
    """Why this password is refused, for a reader; `own` are the person's e-mail address and name."""
    match passwords.weakness(password, *own):
        case None:
            return None
        case "short":
            return _("This is too short. Use at least %(number)s characters.", number=passwords.SHORTEST)
        case "long":
            return _("This is too long. At most %(number)s characters fit.", number=passwords.LONGEST)
        case "common":
            return _("This password is easy to guess. Choose another one.")


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail address and password; `next` is where the person wanted to go."""

    email = EmailField(_EMAIL, [InputRequired(_MISSING_EMAIL)], filters=[one_line])
    password = PasswordField(_PASSWORD, [InputRequired(_MISSING_PASSWORD)])
    next = HiddenField()


class WithNewPassword(FlaskForm):  # type: ignore[misc]
    """A form in which a password is chosen; `own` are the words that are no secrets of this person."""

    own: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        """Called by WTForms by its name."""
        entered = [str(self[name].data or "") for name in ("email", "name") if name in self]
        problem = password_problem(field.data or "", *self.own, *entered)
        if problem:
            raise ValidationError(problem)


class NewPasswordForm(WithNewPassword):
    """What a link to a new password asks."""

    password = PasswordField(_NEW_PASSWORD, [InputRequired(_MISSING_PASSWORD)], description=_GOOD_PASSWORD)


class InvitationForm(WithNewPassword):
    """What an invitation asks."""

    name = StringField(_NAME, [InputRequired(_MISSING_NAME)], filters=[one_line])
    password = PasswordField(_PASSWORD, [InputRequired(_MISSING_PASSWORD)], description=_GOOD_PASSWORD)


class FirstAdministratorForm(WithNewPassword):
    """What the first administrator's link asks."""

    email = EmailField(_EMAIL, [InputRequired(_MISSING_EMAIL)], filters=[one_line])
    name = StringField(_NAME, [InputRequired(_MISSING_NAME)], filters=[one_line])
    password = PasswordField(_PASSWORD, [InputRequired(_MISSING_PASSWORD)], description=_GOOD_PASSWORD)


class ChangePasswordForm(WithNewPassword):
    """The password so far and the new one."""

    current = PasswordField(_l("Password so far"), [InputRequired(_MISSING_PASSWORD)])
    password = PasswordField(_NEW_PASSWORD, [InputRequired(_MISSING_PASSWORD)], description=_GOOD_PASSWORD)


class OwnForm(FlaskForm):  # type: ignore[misc]
    """A person's own name and the language of their pages."""

    name = StringField(_NAME, [InputRequired(_MISSING_NAME)], filters=[one_line])
    language = SelectField(_l("Language of the pages"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_names = [(language.tag, language.autonym) for language in languages.available()]
        self.language.choices = [("", _("As the browser asks")), *own_names]


class RoleForm(FlaskForm):  # type: ignore[misc]
    """What somebody may do in an initiative."""

    role = RadioField(_l("Role"), default=Role.VIEWER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, name) for role, (name, _what) in ROLES.items()]


class InviteForm(RoleForm):
    """Who is invited to an initiative, and as what."""

    email = EmailField(_EMAIL, [InputRequired(_MISSING_EMAIL)], filters=[one_line])


class AddPersonForm(FlaskForm):  # type: ignore[misc]
    """Who gets an account."""

    email = EmailField(_EMAIL, [InputRequired(_MISSING_EMAIL)], filters=[one_line])
    name = StringField(_NAME, description=_l("They can change it."), filters=[one_line])
    is_administrator = BooleanField(
        _l("Administrator"), description=_l("Looks after people and may set up every initiative.")
    )
