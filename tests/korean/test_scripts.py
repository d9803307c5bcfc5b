"""Other languages in Korean text: found where the source has them not, left alone where it has."""

from __future__ import annotations

import pytest

from korean import foreign, without_glosses

SOURCE = "을사늑약(乙巳勒約)은 1905년 체결되었다. 엘니뇨(El Niño)와 photosynthesis를 다룬다. ATP와 Hague가 나온다."


@pytest.mark.parametrize(
    "sentence",
    [
        "을사늑약(乙巳勒約)은 1905년의 조약입니다.",
        "El Niño 현상은 바다에서 일어납니다.",
        "photosynthesis는 빛이 필요합니다.",
        "광합성은 CO2와 H2O를 쓰고 ATP를 만듭니다.",
        "속도는 10 km/h이고 pH는 7입니다.",
        "α와 β의 합은 x + y이고 sin x와 cos x가 있습니다.",
        "ㄱ과 ㄴ은 옳습니다 🙂",
        "Δθ만큼 돌리면 αβ의 값이 바뀝니다.",
        "Hague에 특사를 보냈습니다.",
        "값은 ½이고 넓이는 3 m²입니다.",
    ],
)
def test_korean_writing_is_at_home(sentence: str) -> None:
    assert foreign(sentence, SOURCE) == []


@pytest.mark.parametrize(
    ("sentence", "piece"),
    [
        ("该条约于1905年签订。", "该条约于"),
        ("이 조약은 외교权을 빼앗았다.", "权"),
        ("これは조약입니다.", "これは"),
        ("The treaty was signed in 1905.", "The treaty was signed in"),
        ("이는 diplomatic right를 뜻합니다.", "diplomatic right"),
        ("이것은 important합니다.", "important"),
        ("Договор은 1905년의 일입니다.", "Договор"),
        ("조약은 สนธิ입니다.", "สนธ"),
        ("외교권(外交權)을 빼앗겼습니다.", "外交權"),
    ],
)
def test_another_language_is_found(sentence: str, piece: str) -> None:
    assert piece in foreign(sentence, SOURCE)


def test_glosses_in_another_language_go_and_those_of_the_source_stay() -> None:
    assert without_glosses("통감부(Residency-General)를 두었다.", SOURCE) == "통감부를 두었다."
    assert without_glosses("외교권(外交權)을 빼앗겼다.", SOURCE) == "외교권을 빼앗겼다."
    for kept in ("을사늑약(乙巳勒約)을 맺었다.", "조약(1905년)을 맺었다.", "조약(대한제국과 Japan)을 맺었다."):
        assert without_glosses(kept, SOURCE) == kept
    assert without_glosses("외교권，통감부。", SOURCE) == "외교권, 통감부."
