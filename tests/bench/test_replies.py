"""bench replies: sentences are counted by label and state, and greetings are left out."""

from __future__ import annotations

import json
from pathlib import Path

from bench.agent.replies import describe, judge_replies


def test_supported_and_other_sentences_are_counted_apart(tmp_path: Path) -> None:
    evidence = [{"text": "벌은 꽃가루를 옮긴다. 꿀벌의 집은 육각형 방으로 되어 있다.", "source": "벌.md"}]
    sentences = [
        {"text": "꿀벌의 집은 육각형 방으로 되어 있습니다.", "label": "supported", "kind of error": None},
        {"text": "꿀벌은 1억 년 전 화석에서도 발견됩니다.", "label": "unsupported", "kind of error": "added knowledge"},
        {"text": "안녕하세요!", "label": "no_claim", "kind of error": None},
    ]
    item = {"book": "벌", "evidence": evidence, "replies": [{"model": "small", "sentences": sentences}]}
    file = tmp_path / "replies.jsonl"
    file.write_text(json.dumps(item, ensure_ascii=False) + "\n", encoding="utf-8")
    found = judge_replies(file)
    (whole,) = (name for name in found if name.endswith(": all"))
    group, sentences_counted, kept, dropped, both, _ = describe(whole, found[whole])
    assert (group, sentences_counted, kept, dropped, both) == (whole, 2, 1.0, 1.0, 1.0)
    assert any(name.endswith("error added knowledge") for name in found)
