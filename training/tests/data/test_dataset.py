"""The cache of the synthetic data set."""

from __future__ import annotations

from pathlib import Path

from training.data.dataset import SyntheticConfig, load_or_make
from training.data.mnist import Digits


def test_a_data_set_is_drawn_once_and_then_loaded(digits: Digits, tmp_path: Path) -> None:
    config = SyntheticConfig(digits=4, negatives=4, seed=1, held_out=False)
    drawn = load_or_make(config, digits, tmp_path)
    (cached,) = tmp_path.iterdir()
    before = cached.stat().st_mtime_ns
    loaded = load_or_make(config, digits, tmp_path)
    assert (drawn.negatives == loaded.negatives).all()
    assert cached.stat().st_mtime_ns == before


def test_another_seed_is_cached_beside_the_first(digits: Digits, tmp_path: Path) -> None:
    for seed in (1, 2):
        load_or_make(SyntheticConfig(2, 2, seed, held_out=False), digits, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
