import pytest
from factories import make_tree, make_user

from engage.accounts import passwords
from engage.accounts.models import Role


@pytest.fixture
def tree(app):
    """Return (city, district, street, community, building, stairwell)."""
    return make_tree()


@pytest.fixture
def administrator(tree):
    """The administrator of the district of `tree`."""
    return make_user(Role.ADMINISTRATOR, tree[1])


@pytest.fixture(scope="session")
def known_hash():
    """The hash of `factories.PASSWORD`, made once since it takes long."""
    from factories import PASSWORD

    return passwords.hash_password(PASSWORD)
