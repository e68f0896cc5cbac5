"""Words: what the shell makes of them, and where their parts stand."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from tests.shell.show import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"""a b"c d"e'f'""", "a b\"c d\"e'f'"),
        (r"\ls a\ b \$x", "ls a b $x"),
        (r"""a "\$x \"y\" \\ \z" """, r'a "$x "y" \ \z"'),
        (r"a $'x\ty\x41\u00e9\'' $'\0'", "a 'x\tyAé'' '\0'"),
        ('a $"t$x"', 'a "t""<x>"'),
        ("a '' \"\"", "a '' ''"),
        ('a "$x" ${y} ${z:-d $w} $1 $@ "${a[0]}"', 'a "<x>" <y> <z:-d $w> <1> <@> "<a[0]>"'),
        ("a ${#n} ${!p} ${x##*/} ${x/a/b} ${#} ${?}", "a <n#> <p!> <x##*/> <x/a/b> <#> <?>"),
        ("a b$x/c.$y $B:$C/lib", "a b<x>/c.<y> <B>:<C>/lib"),
        ("a *.c x[12] [[:alpha:]]? y[", "a ~*~.c x~[12]~ ~[[:alpha:]]~~?~ y["),
        ("a {a,b} {1..3} {} a{b}c {x,$y}", "a ~{a,b}~ ~{1..3}~ {} a{b}c {x,<y>}"),
        ("a ~/x ~b", "a ~/x ~b"),
        ('a $((x + $y)) "$((1+$(b)))"', 'a ~$((~<x>~ + ~<y>~))~ "~$((1+~""$(b)""~))~"'),
        ('a $(b "$(c)") `d "$e"`', 'a $(b "$(c)") $(d "<e>")'),
        ("a $(b | c && d)", "a $(b | c && d)"),
        ("a <(b) >(c)", "a $(b) $(c)"),
        ("a $(<f)", "a $(<f)"),
        ("a b#c #d", "a b#c"),
        ("a $ $% x$", "a $ $% x$"),
        ('a "$x  $y  ${z}  $(b)  $((1))"', 'a "<x>""  ""<y>""  ""<z>""  ""$(b)""  ""~$((1))~"'),
        ("A=1 B=$x c", "A=1 B=<x> c"),
        ("D= ; E+=f; F[1]=g", "D=''\n; E=f\n; F=g"),
        ('g=(a $b "c d")', 'g=~(~a~ ~<b>~ ~"c d"~)~'),
        ("a B=c", "a B=c"),
        ("A=b=c d", "A=b=c d"),
        ("a; B\\=c d; 'E=f' g", "a\n; B=c d\n; 'E=f' g"),
    ],
)
def test_a_word_shows_its_parts(text: str, shown: str) -> None:
    assert show(text) == shown


def test_the_arguments_of_export_are_words_and_assignments() -> None:
    text = 'export A=b "C=$d e" E -f $g; declare -x F; local h=1; readonly I=; typeset J=k'
    assert [
        [(each.name, each.value and each.value.raw, text[each.start : each.end]) for each in command.assignments]
        for command in read_script(text).commands
    ] == [
        [("A", "b", "A=b"), ("C", "$d e", '"C=$d e"'), ("E", None, "E")],
        [("F", None, "F")],
        [("h", "1", "h=1")],
        [("I", "", "I=")],
        [("J", "k", "J=k")],
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/usr/bin/npm ci", "npm"),
        ("./configure", "configure"),
        ("'a b' c", "a b"),
        (r"\rm x", "rm"),
        ("$HOME/.cargo/bin/cargo b", "cargo"),
        ('"$DIR"/x y', "x"),
        ("$x y", ""),
        ("$(which a) b", ""),
        ("A=b", ""),
        (">f", ""),
        ("[ -f x ]", "["),
        ("[[ x ]]", "[["),
        ("((x++))", "(("),
        (r"A\=b c", "A=b"),
    ],
)
def test_the_name_of_a_command_is_its_literal_base_name(text: str, name: str) -> None:
    assert read_script(text).commands[0].name == name


def test_parts_stand_where_their_text_stands_without_quotes() -> None:
    text = """é "b$c d"'e'`f`"""
    (command,) = read_script(text).commands
    (word,) = command.words[1:]
    assert [(part.kind, text[part.start : part.end], part.quote, part.quoted) for part in word.parts] == [
        ("literal", "b", '"', True),
        ("variable", "$c", '"', True),
        ("literal", " d", '"', True),
        ("literal", "e", "'", False),
        ("substitution", "`f`", "", False),
    ]


def test_a_default_value_counts_among_the_variables_and_the_commands_of_its_word() -> None:
    (command,) = read_script('a ${x:-$y$(b)} "${z:-${w}}"').commands
    assert [word.variables for word in command.words] == [(), ("x", "y"), ("z", "w")]
    assert [nested.name for nested in command.nested()] == ["b"]


def test_every_command_puts_those_of_substitutions_before_the_command_that_holds_them() -> None:
    script = read_script("A=$(a) b $(c $(d)) >$(e) <<E && export F=$(f); { g; } < <(h)\n$(i)\nE")
    assert [command.name for command in script.every_command()] == [
        "d",
        "c",
        "a",
        "e",
        "i",
        "b",
        "f",
        "export",
        "h",
        "g",
    ]
