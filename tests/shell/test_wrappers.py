"""Commands that run another one."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script


@pytest.mark.parametrize(
    ("text", "unwrapped"),
    [
        ("npm ci", "npm ci"),
        ("sudo npm ci", "npm ci"),
        ("sudo -u app -EH --group=x -- npm ci", "npm ci"),
        ("sudo --user app A=1 npm ci", "A=1 npm ci"),
        ("sudo -l", "sudo -l"),
        ("sudo", "sudo"),
        ("doas -u app npm ci", "npm ci"),
        ("env -i A=1 B=$c -u D npm ci", "A=1 B=$c -u D npm ci"),
        ("env -u D A=1 npm ci", "A=1 npm ci"),
        ("X=0 env A=1 npm ci", "X=0 A=1 npm ci"),
        ("env", "env"),
        ("exec -a x npm ci", "npm ci"),
        ("command npm ci", "npm ci"),
        ("command -v npm", "command -v npm"),
        ("time -p npm ci", "npm ci"),
        ("nice -n 5 nohup npm ci", "npm ci"),
        ("timeout -k 5 --signal=9 30s npm ci", "npm ci"),
        ("timeout $T npm ci", "npm ci"),
        ("a | xargs -0 -n1 -P 4 npm ci", "npm ci"),
        ("xargs", "xargs"),
        ("gosu app npm ci", "npm ci"),
        ("su-exec app:app npm ci", "npm ci"),
        ("chroot /mnt /bin/npm ci", "npm ci"),
        ("busybox wget x", "wget x"),
        ("retry 5 npm ci", "npm ci"),
        ("retry npm ci", "npm ci"),
        ("retry -t 3 -- npm ci", "npm ci"),
        ("tini -- npm ci", "npm ci"),
        ("sudo env A=1 timeout 5 /usr/bin/npm ci", "A=1 npm ci"),
        ("sudo $x ci", "$x ci"),
    ],
)
def test_a_wrapper_gives_way_to_the_command_it_runs(text: str, unwrapped: str) -> None:
    command = read_script(text).commands[-1].unwrapped()
    assignments = [f"{each.name}={each.value.raw if each.value else ''}" for each in command.assignments]
    words = [command.name or command.words[0].raw, *(word.raw for word in command.words[1:])]
    assert " ".join(assignments + words) == unwrapped


def test_the_unwrapped_command_keeps_the_span_of_the_whole() -> None:
    text = "a && sudo -E npm ci >f"
    command = read_script(text).commands[1]
    assert command.unwrapped()._replace(name="sudo", words=command.words) == command
