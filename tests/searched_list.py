"""A list to search: the shipped one, and papers whose words are in other scripts, hostile or many.

A folder goes in and has a list in it afterwards. It must not know what is searched for.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

SHIPPED = Path(__file__).parents[1] / "content"

MORE: tuple[dict[str, str | list[str]], ...] = (
    {"title": "大規模言語モデルの評価", "authors": ["山田 太郎"], "date": "2022", "abstract": "模型。言語の大きなモデル。"},
    {"title": "Straße und Łódź", "authors": ["Jörg Müller", "Søren Ørsted"], "date": "1999", "abstract": "Der Ort. Don't panic; ø."},
    {"title": "Hostile <img src=x onerror=window.mine=1></script><script>window.mine=2</script>", "date": "2001",
     "notes": "</script><script>window.mine=3</script> hostile"},
    {"title": "Transformers of *attention*", "abstract": "A transformer. Self-supervised.", "kind": "article", "venue": "A Journal", "status": "read", "date": "2017-06"},
)  # fmt: skip

MANY = 40
"""So many papers say the same, for phrases that stand in more of them than are looked up."""


def make_searched_list(root: Path) -> None:
    shutil.copytree(SHIPPED, root / "content")
    papers: list[dict[str, str | list[str]]] = list(MORE)
    papers += [
        {"title": f"Filler {n}", "abstract": f"The words of the model number {n}.", "date": str(2000 + n % 9)}
        for n in range(MANY)
    ]
    for number, paper in enumerate(papers):
        entry = {**paper, "added": f"2026-02-{number % 28 + 1:02}"}
        place = root / f"content/papers/more-{number}.yaml"
        place.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
