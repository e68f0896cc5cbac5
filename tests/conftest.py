"""What holds for every test: which part of them is thorough, and that none of them is timed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
# Real builds, real hooks, whole images: minutes on a machine that is busy. The everyday part leaves them out.
THOROUGH = ("builds", "image/acceptance", "image/hostile", "precommit")

# A busy machine is no defect of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "thorough: real builds, hooks and whole images")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folders = [HERE / folder for folder in THOROUGH]
    for item in items:
        if any(folder in item.path.parents for folder in folders):
            item.add_marker(pytest.mark.thorough)
