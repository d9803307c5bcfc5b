"""Typed settings: code, then ``HYUNMOO_`` environment, then ``.env``, then ``hyunmoo.toml``. No
other file reads the environment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

ROOT = Path(__file__).resolve().parent
INSTALLED = (
    ROOT.name == "_tree"
)  # as pip lays the program: inside the package hyunmoo, where nothing of a person's may be kept


def find_home() -> Path:
    """The folder of what is a person's: the project's own, or the system's folder for data where
    the program was installed by pip.
    """
    if not INSTALLED:
        return ROOT
    if named := os.environ.get("HYUNMOO_HOME"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "hyunmoo"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "hyunmoo"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "hyunmoo"


HOME = find_home()
SAMPLES = (ROOT / "samples" / "history.pdf", ROOT / "samples" / "science.pdf")  # the textbooks of our own

Quantization = Literal["nf4", "int8", "none"]  # how the weights of a local model are kept
SummaryLength = Literal["line", "paragraph", "page"]  # how long a summary is, for whoever writes or asks for one


class Settings(BaseSettings):
    """Everything that a person may choose; the defaults need no download and no network."""

    model_config = SettingsConfigDict(
        env_prefix="HYUNMOO_", env_file=HOME / ".env", toml_file=HOME / "hyunmoo.toml", extra="ignore", frozen=True
    )

    library: Path = Field(HOME / "library", description="folder of the database, the uploaded files and the indexes")
    cache: Path = Field(HOME / ".cache", description="folder of what can be computed again (word vectors)")
    owner: str = Field("default", min_length=1, max_length=64, description="whose rows are read and written")
    sign_up: Literal["open", "code", "closed"] = Field(
        "code", description="who may make an account: anybody, who has an invitation code, nobody"
    )
    session_hours: int = Field(168, ge=1, le=720, description="longest time until a browser signs in again, hours")
    audit_days: int = Field(365, ge=30, le=3650, description="how long the log of who did what is kept, days")
    public_url: str = Field("", description="the address by which others reach the app, as https://name; empty: none")
    language: Literal["ko", "en"] = Field("ko", description="language of the interface")

    llm: str = Field("extractive", min_length=1, description="which engine answers: a name of the table of engines")
    model: str = Field("", description="local: a folder or a hub id of a causal language model")
    adapter: str = Field("", description="local: a folder or a hub id of a PEFT adapter for that model")
    quantization: Quantization = Field("nf4", description="local: 4-bit NF4, 8-bit, or the weights as they are (bf16)")
    max_tokens: int = Field(512, ge=1, le=8192, description="longest answer of a model, in tokens")
    temperature: float = Field(0.0, ge=0.0, le=2.0)
    server_url: str = Field("http://127.0.0.1:8000/v1", description="server: an OpenAI-compatible address")
    server_model: str = Field("", description="server: the model's name there")
    server_key: SecretStr = Field(SecretStr("none"), description="server: its key, if it wants one")
    server_timeout: float = Field(60.0, gt=0, description="seconds")

    answer_register: Literal["해요체", "합니다체", "개조식"] = Field(
        "합니다체", description="how sentences of answers end"
    )
    answer_level: Literal["초", "중", "고", "대학"] = Field("고", description="whose words a model chooses")

    embedder: str = Field("kiwi", description='"kiwi" (embedded), or a sentence-transformers folder or hub id')
    reranker: str = Field("", description="a folder or a hub id of a sentence-transformers CrossEncoder; empty: none")
    max_file_mb: int = Field(200, ge=1, description="largest upload, MiB")
    max_pages: int = Field(5000, ge=1)
    parse_seconds: int = Field(120, ge=1, description="longest time that reading one file may take, OCR aside")
    ocr_seconds: int = Field(
        3600, ge=0, description="longest time for recognising the scanned pages of one file; 0: no recognising"
    )
    parse_memory_mb: int = Field(1024, ge=64, description="most memory that reading one file may take, MiB")

    api_threads: int = Field(4, ge=1, le=64, description="API: heavy calls that are made at once")
    api_waiting: int = Field(64, ge=0, description="API: heavy calls that may wait before more are refused")
    api_per_minute: int = Field(600, ge=1, description="API: requests of one person in a minute")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)
