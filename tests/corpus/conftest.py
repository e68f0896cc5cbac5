from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "corpus: minutes long, over the files of the folder DOCKERLINT_CORPUS")
