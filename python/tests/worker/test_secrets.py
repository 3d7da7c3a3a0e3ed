"""The secrets as the model gets them."""

import pytest

from truss_worker.model.loading.secrets import SecretNotFoundError, Secrets


def test_a_mapping_of_those_that_have_a_value():
    secrets = Secrets({"token": "t", "empty": ""})
    assert secrets["token"] == "t"
    assert dict(secrets) == {"token": "t"}
    assert (len(secrets), secrets.get("empty"), "empty" in secrets) == (1, None, False)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("x", {"x": ""}, "The secret 'x' has no value. Run `truss secret set x`, or set TRUSS_SECRET_x."),
        (
            "my-key",
            {"my-key": ""},
            "The secret 'my-key' has no value. Run `truss secret set my-key`, or mount it as the file /secrets/my-key.",
        ),
        (
            "x",
            {},
            "The secret 'x' is not declared in config.yaml (declared: none). Add it under `secrets:` as `x: null`.",
        ),
    ],
)
def test_one_that_is_not_there(name, values, message):
    with pytest.raises(SecretNotFoundError) as caught:
        Secrets(values)[name]
    assert str(caught.value) == message
    assert isinstance(caught.value, KeyError)


def test_no_value_is_shown():
    assert "t0p" not in repr(Secrets({"token": "t0p"}))
