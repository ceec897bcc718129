"""What happens to an account: signing in and out, passwords, roles. The actor's own rights are checked by the views,
except where a rule concerns actor and account together."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit, passwords, throttle
from engage.accounts.models import Role, RoleGrant, User
from engage.accounts.queries import area_of_user, user_by_name, user_with_grants
from engage.accounts.words import PROFESSION_NAMES
from engage.communities.models import Area
from engage.errors import Conflict, Invalid, NotFound, TooMany
from engage.extensions import db
from engage.i18n import _l, ngettext

GUESS_WINDOW = timedelta(minutes=15)
GUESSES_PER_ACCOUNT = 10
GUESSES_PER_NETWORK = 100
LONGEST_NAME = 40
LONGEST_DISPLAY_NAME = 80
NAME_SIGNS = "._-@"


def admit_guess(name: str, network: str, *, now: datetime) -> None:
    """Count a guess at an account from a network, before the password is compared.

    Raises `TooMany` for a guess too many; such a guess is not compared, so that it need not stay counted. A name
    that does not exist is counted like one that does.
    """
    for key, limit in ((_account_key(name), GUESSES_PER_ACCOUNT), (_network_key(network), GUESSES_PER_NETWORK)):
        if throttle.count_guess(key, window=GUESS_WINDOW, now=now) > limit:
            wait = throttle.opens_again_at(key, window=GUESS_WINDOW, now=now) - now
            minutes = max(1, -(-wait // timedelta(minutes=1)))
            sentence = ngettext(
                "Too many wrong tries. You can try again in %(num)s minute.",
                "Too many wrong tries. You can try again in %(num)s minutes.",
                minutes,
            )
            raise TooMany(sentence, retry_after=minutes * 60)


def matching_user(name: str, password: str) -> User | None:
    """Return the user of this name and password; writes nothing, since comparing takes long.

    An unknown name, a wrong password and a disabled account take the same time and give the same answer.
    """
    user = user_by_name(name)
    fits = passwords.is_right(password, user.password_hash if user else None)
    return user if user and fits and user.is_enabled else None


def sign_in(user_id: int, password: str, network: str, *, now: datetime) -> User:
    """Note that the user came in with this password, which was compared before."""
    user = db.session.get_one(User, user_id)
    user.signed_in_at = now
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    throttle.clear(_account_key(user.name))
    throttle.give_back(_network_key(network))
    throttle.purge(now=now)
    db.session.flush()
    return user


def end_sessions(user_id: int) -> None:
    """End every session of the user, wherever it is open."""
    db.session.execute(update(User).where(User.id == user_id).values(session_epoch=User.session_epoch + 1))


def change_password(user_id: int, old: str, new: str, network: str, *, now: datetime) -> User:
    """Give the user the new password and end all other sessions. Raises `Invalid`, naming the field."""
    user = db.session.get_one(User, user_id)
    if not passwords.is_right(old, user.password_hash):
        raise Invalid(_l("This is not your present password."), fields=["old"])
    _set_password(user, new, must_change=False)
    throttle.clear(_account_key(user.name))
    throttle.give_back(_network_key(network))
    audit.record(user_id=user.id, area_id=None, action="password changed", subject=f"user {user.id}", now=now)
    return user


def add_user(
    name: str,
    display_name: str,
    password: str | None,
    *,
    role: str,
    area: Area,
    actor_id: int | None,
    now: datetime,
    profession: str | None = None,
) -> tuple[User, str]:
    """Add an account with a first role. Returns it and its password.

    Without a password one is made up, which its owner must change. Raises `Invalid` or `Conflict`.
    """
    is_made_up = password is None
    password = passwords.one_time_password() if password is None else password
    name = check_name(name)
    user = User(name=name, display_name=check_display_name(display_name) or name, password_hash="", created_at=now)
    _set_password(user, password, must_change=is_made_up)
    user.profession = profession
    user.grants.append(RoleGrant(role=Role(role), area_id=area.id))
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:  # Two who add the same name at once: the constraint decides.
        raise Conflict(_l("There is an account of this name already."), fields=["name"]) from error
    audit.record(user_id=actor_id, area_id=area.id, action="account added", subject=f"user {user.id}", now=now)
    return user, password


def check_name(name: str) -> str:
    """Return the name as it is stored. Raises `Invalid` for one that could not be typed or read aloud."""
    name = passwords.normal_name(name)
    is_plain = name[:1].isalnum() and all(sign.isalnum() or sign in NAME_SIGNS for sign in name)
    if not is_plain or not 2 <= len(name) <= LONGEST_NAME:
        sentence = _l("A name has 2 to 40 letters or digits; dots, hyphens and underlines may stand between them.")
        raise Invalid(sentence, fields=["name"])
    return name


def check_display_name(display_name: str) -> str:
    display_name = display_name.strip()
    if len(display_name) > LONGEST_DISPLAY_NAME or not display_name.isprintable():
        raise Invalid(_l("The name to show is one line of up to 80 characters."), fields=["display_name"])
    return display_name


def grant_role(user_id: int, role: str, area: Area, *, actor_id: int, now: datetime) -> None:
    """Give the role in the area and everything below it. A role that is there already is no error."""
    user = _locked(user_id)
    if any(grant.role == role and grant.area_id == area.id for grant in user.grants):
        return
    user.grants.append(RoleGrant(role=Role(role), area_id=area.id))
    db.session.flush()
    audit.record(user_id=actor_id, area_id=area.id, action=f"{role} granted", subject=f"user {user_id}", now=now)


def revoke_role(user_id: int, grant_id: int, *, actor_id: int, now: datetime) -> None:
    """Take a role away. Raises `Conflict` for the last one, which would leave an account that nobody's area holds."""
    user = _locked(user_id)
    grant = next((grant for grant in user.grants if grant.id == grant_id), None)
    if grant is None:
        raise NotFound(_l("This account does not have that role any more."))
    if user_id == actor_id:
        raise Conflict(_l("You cannot take away a role of your own."))
    if len(user.grants) == 1:
        raise Conflict(_l("This is the only role. Give another one first, or disable the account."))
    audit.record(
        user_id=actor_id, area_id=grant.area_id, action=f"{grant.role} revoked", subject=f"user {user_id}", now=now
    )
    user.grants.remove(grant)
    db.session.flush()


def set_profession(user_id: int, profession: str | None, *, actor_id: int, now: datetime) -> None:
    """Say which needs concern the account when it is a professional's. `None` takes the profession away."""
    if profession is not None and profession not in PROFESSION_NAMES:
        raise Invalid(_l("Please choose one of the professions."), fields=["profession"])
    _locked(user_id).profession = profession
    _record_for_user("profession set", user_id, actor_id, now)


def disable_user(user_id: int, *, actor_id: int, now: datetime) -> None:
    """Keep the account but let nobody in with it; its sessions end."""
    if user_id == actor_id:
        raise Conflict(_l("You cannot disable your own account."))
    user = user_with_grants(user_id)
    user.is_enabled = False
    user.session_epoch += 1
    _record_for_user("account disabled", user_id, actor_id, now)


def enable_user(user_id: int, *, actor_id: int, now: datetime) -> None:
    user_with_grants(user_id).is_enabled = True
    _record_for_user("account enabled", user_id, actor_id, now)


def reset_password(user_id: int, *, actor_id: int | None, now: datetime) -> str:
    """Give the account a made-up password, which its owner must change, and end its sessions. Returns it."""
    if user_id == actor_id:
        raise Conflict(_l("Change your own password on the page of your account."))
    user = user_with_grants(user_id)
    password = passwords.one_time_password()
    _set_password(user, password, must_change=True)
    throttle.clear(_account_key(user.name))
    _record_for_user("password reset", user_id, actor_id, now)
    return password


def _locked(user_id: int) -> User:
    """Return the account, held until the transaction ends: two taps must not both find the same roles."""
    user = db.session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound(_l("There is no such account."))
    return user


def _set_password(user: User, password: str, *, must_change: bool) -> None:
    passwords.check_choice(password, user.name)
    user.password_hash = passwords.hash_password(password)
    user.must_change_password = must_change
    user.session_epoch = (user.session_epoch or 0) + 1


def _record_for_user(action: str, user_id: int, actor_id: int | None, now: datetime) -> None:
    area = area_of_user(user_id)
    audit.record(user_id=actor_id, area_id=area.id if area else None, action=action, subject=f"user {user_id}", now=now)


def _account_key(name: str) -> str:
    return f"account:{passwords.normal_name(name)}"


def _network_key(network: str) -> str:
    return f"sign-in network:{network}"
