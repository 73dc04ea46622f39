"""Which papers are near which, and why: by the tags and the people that they share.

Keys with their features go in, each key's nearest keys come out with what they have in common. Pure arithmetic;
it knows neither papers nor pages.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from types import MappingProxyType

TOO_COMMON = 400
"""A feature that more keys than this have says little, and would make the work quadratic."""

LOOKED_AT = 600
"""How many holders of a key's features are looked at, those of its weightiest features first."""

TOO_FAR = 0.1
"""A nearness below this is none: what is shared is then shared by almost all."""

_NONE_APART: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour, and the features in common, weightiest first."""

    key: str
    score: float
    shared: tuple[str, ...]


def find_related(
    features: Mapping[str, Mapping[str, float]],
    count: int,
    apart: Mapping[str, Collection[str]] = _NONE_APART,
) -> dict[str, tuple[Near, ...]]:
    """The `count` nearest keys of each key, without those that `apart` names for it. `features[key]` maps a feature
    to its weight; a feature counts by its weight times its rarity. Equal scores go by key.

    Rarity is log((total + 1) / holders): next to nothing where all have the feature. Why the one: of two keys, a
    feature of both is still a reason.
    """
    holders: dict[str, list[str]] = {}
    for key in sorted(features):
        for feature in features[key]:
            holders.setdefault(feature, []).append(key)
    rarity = {
        name: math.log((len(features) + 1) / len(keys)) for name, keys in holders.items() if 1 < len(keys) <= TOO_COMMON
    }
    return {key: tuple(_nearest(key, features, holders, rarity, count, apart.get(key, ()))) for key in features}


def _nearest(
    key: str,
    features: Mapping[str, Mapping[str, float]],
    holders: Mapping[str, list[str]],
    rarity: Mapping[str, float],
    count: int,
    apart: Collection[str],
) -> Iterator[Near]:
    own = {name: weight * rarity[name] for name, weight in features[key].items() if name in rarity}
    ranked = sorted(own, key=lambda name: (-own[name], name))
    scores: dict[str, float] = {}
    looked_at = 0
    for feature in ranked:
        if looked_at and looked_at + len(holders[feature]) > LOOKED_AT:
            break
        looked_at += len(holders[feature])
        share = own[feature]
        for other in holders[feature]:
            scores[other] = scores.get(other, 0.0) + share
    for other in (key, *apart):
        scores.pop(other, None)
    # Rounded, so that the order of adding up cannot decide between equals; first cut roughly, since most are far.
    least = max(TOO_FAR, min(nlargest(count, scores.values()), default=0.0) - 1e-6)
    near = sorted((-round(score, 9), other) for other, score in scores.items() if score >= least)
    for score, other in near[:count]:
        yield Near(other, -score, tuple(name for name in ranked if name in features[other]))
