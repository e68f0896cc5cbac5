"""Literals that work as a password and protect nothing."""

from __future__ import annotations

from dockerlint.trace.catalogue.names import classify_name, split_name
from dockerlint.trace.catalogue.terms import terms

# The words that lists of common passwords and the documentation of servers have in common.
_WORDS = terms(
    "password passw0rd p@ssw0rd p@ssword passwd pass pwd pw p4ssw0rd pa55word pass1234 pass123 secret secrets"
    " topsecret verysecret supersecret super-secret mysecret notsecret notasecret secretpassword mypassword mypass"
    " mysecretpassword secretkey mysecretkey admin administrator admin123 adminadmin adminpass adminpassword root toor"
    " rootroot rootpass rootpassword user username userpass userpassword guest test testing test123 test1234 testtest"
    " tester testpass testpassword default changeit changeme change_me change-me change change-this changethis"
    " pleasechange pleasechangeme changemenow changemeplease changemepls letmein welcome welcome1 qwerty qwerty123"
    " qwertyuiop abc abc123 abcd1234 asdf asdfasdf hello login master demo temp temporary tmp oracle oracle123"
    " postgres postgresql mysql mariadb mongo mongodb redis rabbitmq rabbit elastic cassandra neo4j sonar nexus"
    " jenkins gitlab git grafana zabbix nagios vagrant docker ubuntu debian centos fedora ansible kubernetes hadoop"
    " hive spark tomcat jboss wildfly glassfish wordpress drupal joomla magento django rails laravel symfony odoo"
    " moodle minioadmin minio keycloak vnc vncpassword developer develop development dev prod production local"
    " localhost database db foobar foo bar baz app token key apikey x y z secure unsafe insecure public private minad"
    " pi raspberry alpine screencast headless")  # fmt: skip
_STEMS = ("changeme", "changeit", "changethis", "pleasechange", "passw", "secret", "admin", "p@ssw0rd", "test")
_CHANGE = ("changeme", "changeit", "changethis", "pleasechange", "changedefault", "changetoactual", "changebefore")


PASSWORD_NOUNS = ("password", "passphrase", "passcode")


def is_weak(text: str, name: str = "") -> bool:
    """Whether the text is a password that everybody tries first, repeats the name, or asks to be changed."""
    lower = text.strip().lower()
    if lower in _WORDS or lower == "root:docker!":  # the SSH password that Azure App Service documents
        return True
    letters = "".join(c for c in lower if c.isalnum())
    if letters in _WORDS or any(stem in letters for stem in _CHANGE):
        return True
    if letters.isdigit() and 3 <= len(letters) <= 10 and classify_name(name).kind == "secret":
        return True
    bare = letters.rstrip("0123456789")
    if len(letters) <= 14 and (bare in _WORDS or any(bare == stem for stem in _STEMS)):
        return True
    return len(letters) < 24 and _from_name(letters, bare, name)


def _from_name(letters: str, bare: str, name: str) -> bool:
    """``MYCAT_PASS=mycat``, ``DB_PASSWORD=dbpassword``: made of the words of the name."""
    words = [word.lower() for word in split_name(name)]
    if not words or classify_name(name).noun not in PASSWORD_NOUNS:
        return False
    spelled = {word for word in words if len(word) > 1}
    spelled |= {"".join(words[at:end]) for at in range(len(words)) for end in range(at + 2, len(words) + 1)}
    tails = ("pass", "password", "pwd")
    return bare in spelled or letters in spelled or any(bare == word + tail for word in spelled for tail in tails)
