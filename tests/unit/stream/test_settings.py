"""Settings are refused where they could not work."""

import pytest
from pydantic import ValidationError

from stream.settings import StreamSettings


@pytest.mark.parametrize(
    ("name", "value"),
    [("BATCH", "0"), ("SESSION_S", "0"), ("METRICS_PORT", "70000"), ("BATCH", "many")],
)
def test_a_setting_out_of_its_bounds_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PROSPEKT_STREAM_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        StreamSettings()
