"""What the rules of a project install outside of its prefix."""

from __future__ import annotations

import pytest

from dockerlint.staging.install_rules import installed_by_automake

PLAN = """bin_PROGRAMS = fortune
fortune_CPPFLAGS = -DCONF=\\"$(sysconfdir)/fortune.conf\\"
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", []),
        ("dist_sysconf_DATA = etc/fortune.conf \\\n\tetc/other.conf\n", ["/etc/fortune.conf", "/etc/other.conf"]),
        ("rulesdir = $(sysconfdir)/rules.d\nrules_DATA = a.rules # all\n", ["/etc/rules.d/a.rules"]),
        ("profiledir = ${sysconfdir}/profile.d\nnodist_profile_SCRIPTS = x.sh\n", ["/etc/profile.d/x.sh"]),
    ],
)
def test_automake_installs_the_settings_that_its_variables_name(more: str, expected: list[str]) -> None:
    assert installed_by_automake(PLAN + more, "/etc") == expected


@pytest.mark.parametrize(
    "more",
    [
        "install-data-local:\n\tcp a.conf $(DESTDIR)$(sysconfdir)\n",
        "sysconf_DATA = $(CONFIGS)\n",
        "if SYSTEMD\nsysconf_DATA = a.conf\nendif\n",
        "install-data-hook:\n\tmkdir -p $(localstatedir)/lib\n",
        "CONFIGS = $(sysconfdir)/a.conf\n",
    ],
)
def test_what_a_makefile_am_installs_by_rules_of_its_own_is_not_known(more: str) -> None:
    assert installed_by_automake(PLAN + more, "/etc") is None
