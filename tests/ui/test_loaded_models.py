"""The pages and the API beside them answer with one model, loaded once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from server import create_api
from settings import Settings
from ui.loaded_models import LOADED_MODELS, LoadedModels


def test_a_model_is_loaded_once_for_every_owner_and_anew_for_other_settings(settings: Settings) -> None:
    models = LoadedModels()
    owners = [settings.model_copy(update={"owner": f"사람 {number}"}) for number in range(8)]
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(models.get, owners))
    assert all(one is found[0] for one in found)
    other = settings.model_copy(update={"max_tokens": 7})
    assert models.get(other) is models.get(other) is not models.get(settings)


def test_the_api_beside_the_pages_has_the_pages_model(settings: Settings) -> None:
    desk = create_api(settings, load_model=LOADED_MODELS.loader(settings)).state.desk
    for owner in ("가람", "나래"):
        with desk.assistants.lend(owner) as assistant:
            assert assistant.model is LOADED_MODELS.get(settings)
    desk.close()


def test_the_served_app_hands_the_api_the_pages_model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["served_app.py", "--library", str(settings.library)])
    from ui.served_app import create_own_api

    desk = create_own_api().state.desk
    assert desk.assistants.model is LOADED_MODELS.get(desk.settings)
    desk.close()
