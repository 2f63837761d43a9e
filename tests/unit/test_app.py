"""The app's own data: out of the environment, refused in words that name the variable, and never shown."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from postwire.app import App, AppError
from postwire.credentials import Secret
from postwire.grant import Grant
from postwire.hookspecs import hookimpl
from postwire.manifest import Api, Manifest, SignIn
from postwire.registry import Registry, RegistryError

SECRET = "canary-secret-3d"


@pytest.fixture
def environment(monkeypatch):
    """Sets the variables of a platform's app, and no others."""

    def put(**values):
        for name in ("APP_ID", "APP_SECRET", "APP_SECRET_FILE", "REDIRECT", "API_BASE", "OTHER_SECRETS"):
            monkeypatch.delenv(f"POSTWIRE_BLUE_SKY_{name}", raising=False)
        for name, value in values.items():
            monkeypatch.setenv(f"POSTWIRE_BLUE_SKY_{name}", value)

    return put


def test_everything_comes_out_of_the_environment(environment):
    environment(APP_ID="12", APP_SECRET=SECRET, REDIRECT="https://a.example/b", OTHER_SECRETS="x1 y2")
    app = App.of_operator("blue-sky")
    assert (app.client_id, app.redirect, app.api_base) == ("12", "https://a.example/b", None)
    assert app.signing_secrets() == (SECRET, "x1", "y2")
    assert SECRET not in repr(app)


def test_without_an_id_the_variables_are_named(environment):
    environment(APP_SECRET=SECRET)
    with pytest.raises(AppError, match="POSTWIRE_BLUE_SKY_APP_ID") as refused:
        App.of_operator("blue-sky")
    assert SECRET not in str(refused.value)
    assert App.of_operator("blue-sky", "34").client_id == "34"


@pytest.mark.parametrize("address", ["ftp://a/b", "a.example", "https://u:p@a.example/", "https://a.example/#x"])
def test_an_address_that_is_none_is_refused(address):
    for field in ("redirect", "api_base"):
        with pytest.raises(AppError, match=field):
            App(platform="x", client_id="1", **{field: address})


def test_a_secret_s_file_that_is_not_there_or_is_open_to_others_is_refused(environment, tmp_path):
    file = tmp_path / "secret"
    environment(APP_ID="12", APP_SECRET_FILE=str(file))
    with pytest.raises(AppError, match="cannot be read"):
        App.of_operator("blue-sky")
    file.write_text(SECRET)
    file.chmod(0o640)
    with pytest.raises(AppError, match="chmod 600"):
        App.of_operator("blue-sky")
    file.chmod(0o600)
    assert App.of_operator("blue-sky").client_secret.reveal() == SECRET


def test_without_a_secret_no_signature_can_be_checked():
    with pytest.raises(AppError, match="no secret"):
        App(platform="x", client_id="1").signing_secrets()
    assert App(platform="x", client_id="1", other_secrets=(Secret("s"),)).signing_secrets() == ("s",)


def test_a_grant_ends_when_it_says_counted_from_now_or_at_an_hour():
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert Grant(expires_in=timedelta(hours=1), expires_at=now).end(now) == now + timedelta(hours=1)
    assert Grant(expires_at=now).end(now) == now
    assert Grant().end(now) is None


@pytest.mark.parametrize(
    ("refresh_after", "there", "missing"),
    [
        (None, (), "authorize"),
        (None, ("authorize",), "connect"),
        (timedelta(hours=1), ("authorize", "connect"), "refresh"),
    ],
)
def test_a_connector_that_claims_a_sign_in_without_its_hooks_is_refused(refresh_after, there, missing):
    sign_in = SignIn(page="https://x.example/a", base_url="https://x.example", refresh_after=refresh_after)
    told = Manifest(
        platform="x",
        title="X",
        api=Api(base_url="https://x.example", version="1", documentation=""),
        sign_in=sign_in,
        abilities={},
    )

    @hookimpl
    def manifest():
        return told

    @hookimpl
    def anything():
        return None

    always = ("required_scopes", "validate_media", "classify_error", "create", "publish")
    hooks = dict.fromkeys((*always, *there), anything)
    with pytest.raises(RegistryError, match=f"no hook `{missing}`, and its manifest claims a sign-in"):
        Registry.of(SimpleNamespace(manifest=manifest, __name__="x", **hooks))
