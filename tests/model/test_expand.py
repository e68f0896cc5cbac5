"""Variable expansion; the cases of BuildKit's shell/envVarTest, wordsTest and lex_test.go, and more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.model.expand import Expansion, Reference, WordsExpansion, expand, expand_words, references

VARIABLES = {"PWD": "/home", "SHELL": "bash", "KOREAN": "한국어", "NULL": ""}

# One case a line: text, bar, what it comes to; "error" where BuildKit gives up.
PLAIN = r"""
    hello            | hello
    he'll'o          | hello
    he'llo           | error
    he\'llo          | he'llo
    he\\'llo         | error
    abc\tdef         | abctdef
    "abc\tdef"       | abc\tdef
    "abc\\tdef"      | abc\tdef
    'abc\tdef'       | abc\tdef
    hello\           | hello
    hello\\          | hello\
    "hello           | error
    "hello\"         | error
    "hel'lo"         | hel'lo
    'hello           | error
    'hello\'         | hello\
    'hello\there'    | hello\there
    'hello\\there'   | hello\\there
    "''"             | ''
    '"hello"'        | "hello"
    "hello\          | error
    $.               | $.
    he$.x            | he$.x
    he$1x            | hex
    he$pwd.          | he.
    he$PWD           | he/home
    he\$PWD          | he$PWD
    he\\$PWD         | he\/home
    "he\$PWD"        | he$PWD
    "he\\$PWD"       | he\/home
    'he\$PWD'        | he\$PWD
    "$PWD"           | /home
    '$PWD'           | $PWD
    "he'$PWD'"       | he'/home'
    \${}             | ${}
    \${}aaa          | ${}aaa
    he\${}xx         | he${}xx
    $KOREAN          | 한국어
    a<b<<c           | a<b<<c
"""

BRACED = r"""
    ${}                     | error
    ${}aaa                  | error
    he${}xx                 | error
    he${hi}                 | he
    he${hi}xx               | hexx
    he${PWD}                | he/home
    "he${PWD}"              | he/home
    'he${PWD}'              | he${PWD}
    he${.}                  | error
    he${PWD                 | error
    ${                      | error
    ${{aaa}                 | error
    ${aaa}}                 | }
    ${aaa                   | error
    ${:}                    | error
    ${:-bbb}                | error
    ${:+bbb}                | error
    he${XXX:-000}xx         | he000xx
    he${PWD:-000}xx         | he/homexx
    he${NULL:-000}xx        | he000xx
    he${NULL-000}xx         | hexx
    he${XXX-000}xx          | he000xx
    he${XXX:-$PWD}xx        | he/homexx
    he${XXX:-${PWD:-yyy}}xx | he/homexx
    he${XXX:-${YYY:-yyy}}xx | heyyyxx
    he${XXX:-\$PWD:}xx      | he$PWD:xx
    he${XXX:-\${PWD}z}xx    | he${PWDz}xx
    he${XXX:-'}'}xx         | he}xx
    he${XXX:-"}"}xx         | he}xx
    ${{aaa:-bbb}            | error
    ${aaa:-bbb}}            | bbb}
    ${aaa:-bbb              | error
    ${aaa:-bbb}             | bbb
    ${aaa:-${bbb:-ccc}}     | ccc
    ${aaa:-bbb ${foo}       | error
    ${aaa:-bbb {foo}        | bbb {foo
    he${XXX:+000}xx         | hexx
    he${PWD:+000}xx         | he000xx
    he${NULL:+000}xx        | hexx
    he${NULL+000}xx         | he000xx
    he${XXX:+${PWD}}xx      | hexx
    he${PWD:+${XXX}}xx      | hexx
    he${PWD:+${SHELL}}xx    | hebashxx
    he${PWD:+${PWD}:}xx     | he/home:xx
    he${XXX?}               | error
    he${XXX:?}              | error
    he${PWD?}               | he/home
    he${PWD:?}              | he/home
    he${NULL?}              | he
    he${NULL:?}             | error
    he${XXX:YYY}            | error
    he${PWD:YYY}            | error
    he${PWD:=000}xx         | error
    he${PWD=000}xx          | error
    he${PWD@Q}              | error
    he${PWD:#x}             | error
    he${PWD:##x}            | error
    he${PWD:%x}             | error
    he${PWD:%%x}            | error
    ${PWD/a}                | error
    ${PWD//a}               | error
    ${PWD/a/b               | error
    ${PWD//}                | error
    ${PWD:                  | error
"""

RELEASE = "v-${VERSION}-${ARCH}${VARIANT:+-${VARIANT}}.tar.gz"


def cases(table: str) -> list[tuple[str, str]]:
    found = []
    for line in table.strip().splitlines():
        text, _, value = line.strip().rpartition("|")
        found.append((text.strip(), value.strip()))
    return found


@pytest.mark.parametrize(("text", "value"), cases(PLAIN) + cases(BRACED))
@pytest.mark.parametrize("around", ["", "안", "é "])
def test_expansion(text: str, value: str, around: str) -> None:
    expansion = expand(around + text, VARIABLES)
    if value == "error":
        assert expansion.error is not None
        assert expansion.value == around + text
    else:
        assert (expansion.value, expansion.error) == (around + value, None)


@pytest.mark.parametrize("name", ["1", "9", "999", "001", "0", "@", "*", "#", "?", "-", "$", "!"])
def test_positional_and_special_parameters_are_never_set(name: str) -> None:
    texts = [f"${name}", f"${{{name}}}", f"${{{name}:+b}}", f"${{{name}:-b}}"]
    assert [expand(text + ".", {}).value for text in texts] == [".", ".", ".", "b."]
    assert expand(f"${name}@", {}).value == "@"
    assert expand(f"${{{name}}}", {}).unset == (name,)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("${", "syntax error: missing '}'"),
        ("${}", "syntax error: bad substitution"),
        ("${a", "unsupported modifier (\ufffd) in substitution"),
        ("${a@Q}", "unsupported modifier (@) in substitution"),
        ("${a:", "syntax error: missing '}'"),
        ("${a:=b}", "unsupported modifier (:=) in substitution"),
        ("${a:#b}", "unsupported modifier (:#) in substitution"),
        ("${a:-b", "syntax error: missing '}'"),
        ("${a:-'b", "syntax error: missing '}'"),
        ("${a:-${b@}}", "unsupported modifier (@) in substitution"),
        ("${a/b}", "syntax error: missing '/' in ${}"),
        ("${a/b/c", "syntax error: missing '}'"),
        ("a'b", "unexpected end of statement while looking for matching single-quote"),
        ('a"b', "unexpected end of statement while looking for matching double-quote"),
        ('"${a:+b"', "syntax error: missing '}'"),
    ],
)
def test_the_message_says_what_buildkit_says(text: str, error: str) -> None:
    assert expand(text, {"a": ""}).error == error


def test_a_name_of_digits_ends_where_they_end() -> None:
    assert expand("$12a$1_$12", {"12": "x", "1": "y"}).value == "xay_x"


@pytest.mark.parametrize(
    ("text", "value", "variables"),
    [
        (r"${F#()[]{\}^$.\*\?|\\}", "x", {"F": "()[]{}^$.*?|\\x"}),
        (r"${F%%\**}", "xx", {"F": "xx**"}),
        ("${F#*x*y}", "y", {"F": "xxyy"}),
        ("${F#*}", "xxyy", {"F": "xxyy"}),
        ("${F##*}", "", {"F": "xxyy"}),
        ("${F#$B}", "xyy", {"F": "xxyy", "B": "x"}),
        ("${F#$B}", "xxyy", {"F": "xxyy", "B": ""}),
        ("${F#}${F##}${F%}", "xxyy" * 3, {"F": "xxyy"}),
        ("${F##*x}", "yy", {"F": "xxyy"}),
        (r"${F#?\?}", "?y", {"F": "???y"}),
        ("${A:-.}${F%x}${A:-.}", ".xxyy.", {"F": "xxyy"}),
        (r"${F%%\**\*}", "a", {"F": "a***yy*"}),
        ("${F%%$B}", "xxyy", {"F": "xxyy", "B": ""}),
        ("${F%.*} ${F%%.*} ${F#*.} ${F##*.}", "a.b a b.c c", {"F": "a.b.c"}),
        ("${F%?}", "xxy", {"F": "xxyy"}),
        ("${F%y*}", "xxy", {"F": "xxyy"}),
        ("${F#*b}", "a\nb", {"F": "a\nb"}),
        ("${F#a}", "", {}),
        (r"${F/$N/.} - ${F//$N/.}", "/foo.*/*.txt - /foo..*.txt", {"F": "/foo*/*/*.txt", "N": r"\*/"}),
        ("${F/$N/} - ${F//$N/}", "/tmp/bar.txt - /bar.txt", {"F": "/tmp/tmp/bar.txt", "N": "/tmp"}),
        ("${F/$N/$R} - ${F//$N/$R}", "/foo/b/c.txt - /foo/c.txt", {"F": "/a/foo/b/c.txt", "N": "/?/", "R": "/"}),
        ("${F/$N/$R}", "https://a.de", {"F": "http://a.de", "N": "http://", "R": "https://"}),
        (r"${F//\//\/}", r"\/tmp\/foo.txt", {"F": "/tmp/foo.txt"}),
        ("${F/$B/ww}", "wwxxyy", {"F": "xxyy", "B": ""}),
        ("${F//$B/-}", "-x-y-", {"F": "xy", "B": ""}),
        ("${F///}", "xxyy", {"F": "xxyy"}),
        ("${F///}", "", {}),
        ("${F/*x/-}", "-yy", {"F": "xxyy"}),
        ("${F//*/-}", "-", {"F": "xxyy"}),
        ("${F//?/-}", "----", {"F": "xxyy"}),
        ("${F//z*/-}", "xxyy", {"F": "xxyy"}),
        (r"${F//x/\$0-$N}", r"\x-xx$!-yy", {"F": "xyy", "N": "$0${0}$$$1$name!-"}),
        (r"${F/x/\$0}", r"\$0yy", {"F": "xyy"}),
    ],
)  # fmt: skip
def test_patterns(text: str, value: str, variables: dict[str, str]) -> None:
    assert (expand(text, variables).value, expand(text, variables).error) == (value, None)


@pytest.mark.parametrize("text", ["${F#\\x}", "${F#\\\\\\\\\\x}", "${F%%\\x}", "${F/\\x/y}"])
def test_an_escape_in_a_pattern_stands_only_before_a_sign_that_means_something(text: str) -> None:
    assert "invalid pattern" in (expand(text, {"F": "x"}).error or "")


def test_a_pattern_of_many_stars_takes_no_longer_than_its_length_times_that_of_the_value() -> None:
    assert expand("${F##" + "*a" * 40 + "b}", {"F": "a" * 500}).value == "a" * 500
    assert expand("${F//" + "*a" * 20 + "b/x}", {"F": "a" * 100}).value == "a" * 100


@pytest.mark.parametrize(
    ("text", "expansion"),
    [
        ("x", Expansion("x")),
        ("x ${U}", Expansion("x ", (), ("U",))),
        ("x ${A} $A $B", Expansion("x y y ", ("A", "B"))),
        ("${A-a} ${B-b} ${C-c}", Expansion("y  c", ("A", "B"), ("C",))),
        ("${A:-a} ${B:-b} ${C:-c}", Expansion("y b c", ("A", "B"), ("C",))),
        ("${A+a} ${B+b} ${C+c}", Expansion("a b ", ("A", "B"), ("C",))),
        ("${A:+a} ${B:+b} ${C:+c}", Expansion("a  ", ("A", "B"), ("C",))),
        ("${A?a}${B?b}", Expansion("y", ("A", "B"))),
        ("${C?c}", Expansion("${C?c}", (), ("C",), "C: is not allowed to be unset")),
        ("${C:?}", Expansion("${C:?}", (), ("C",), "C: is not allowed to be unset")),
        ("${B:?}", Expansion("${B:?}", ("B",), (), "B: is not allowed to be empty")),
        ("${B:?say $A}", Expansion("${B:?say $A}", ("A", "B"), (), "B: is not allowed to be empty")),
    ],
)
def test_the_variables_asked_for_are_told(text: str, expansion: Expansion) -> None:
    assert expand(text, {"A": "y", "B": ""}) == expansion


@pytest.mark.parametrize(
    ("variables", "value"),
    [({"VARIANT": "v7"}, "v-1-arm-v7.tar.gz"), ({"VARIANT": ""}, "v-1-arm.tar.gz"), ({}, "v-1-arm.tar.gz")],
)
def test_a_part_only_where_there_is_something_to_say(variables: dict[str, str], value: str) -> None:
    assert expand(RELEASE, {"VERSION": "1", "ARCH": "arm", **variables}).value == value


def test_the_back_tick_as_escape() -> None:
    assert expand("""a`$b\\c`` "`"" "`$b" "`x\\" '`'""", {"b": "x"}, "`").value == 'a$b\\c` " $b `x\\ `'


def test_what_is_not_set_may_stay_as_written() -> None:
    text = "$A ${B} ${B:-$A} ${B#x} ${B//x/$A} '$B'"
    expansion = expand(text, {"A": "1"}, keep_unset=True)
    assert expansion == Expansion("1 ${B} ${B:-1} ${B#x} ${B/x/1} $B", ("A",), ("B",))


WORDS = [
    ("hello", ["hello"], {}),
    ("hello${hi}bye", ["hellobye"], {}),
    ("hello${hi}bye", ["hellohibye"], {"hi": "hi"}),
    ("hello${s}bye", ["helloabc", "defbye"], {"s": "abc  def"}),
    ('hello"${s}"bye', ["helloabc  defbye"], {"s": "abc  def"}),
    ('hello "${s}"bye', ["hello", "abc  defbye"], {"s": "abc  def"}),
    ("hello${l}def", ["hello", "ab", "cdef"], {"l": "  ab c"}),
    ('hello"${l}" def', ["hello  ab c", "def"], {"l": "  ab c"}),
    ('hello"${l}"', ["hello  ab c"], {"l": "  ab c"}),
    ("hello${l}", ["hello", "ab", "c"], {"l": "  ab c"}),
    ("hello${t}", ["helloab", "c"], {"t": "ab c   "}),
    ("hello${t}d", ["helloab", "c", "d"], {"t": "ab c   "}),
    ('hello"${t}"d', ["helloab c   d"], {"t": "ab c   "}),
    ('hel"lo${t}"', ["helloab c   "], {"t": "ab c   "}),
    ('hello" there  "', ["hello there  "], {}),
    (" hello there   ", ["hello", "there"], {}),
    (r"hello\ there", ["hello there"], {}),
    (r"hello\" there", ['hello"', "there"], {}),
    (r'hello"\\there"', [r"hello\there"], {}),
    (r'hello"\there"', [r"hello\there"], {}),
    (r"hello'\\there'", [r"hello\\there"], {}),
    ("hello'$there'", ["hello$there"], {}),
    ("'' a \"\" b", ["a", "b"], {}),
    ("", [], {}),
    ("a\u2003b\x1cc", ["a", "b\x1cc"], {}),
]


@pytest.mark.parametrize(("text", "words", "variables"), WORDS)
def test_words(text: str, words: list[str], variables: dict[str, str]) -> None:
    expansion = expand_words(text, variables)
    assert (list(expansion.words), expansion.error) == (words, None)


def test_words_of_a_text_that_does_not_lex() -> None:
    error = "unexpected end of statement while looking for matching double-quote"
    assert expand_words('a $b $c hello" there', {"b": "1"}) == WordsExpansion((), ("b",), ("c",), error)


def test_an_operator_loses_the_head_of_its_word_as_in_buildkit() -> None:
    """lex.go since 2024: one buffer of words for all levels; the single text of `expand` is not touched by it."""
    assert expand_words("a 80${P:-80}", {}).words == ("a", "80")
    assert expand("a 80${P:-80}", {}).value == "a 8080"


def test_references_by_place() -> None:
    text = "a$b ${c:-${d}x$e} '$f' \\$g \"$h\" $$ ${i#$j} ${k//l/$m}"
    found = references(text)
    assert [(text[start:end], name, operator) for name, start, end, operator in found] == [
        ("$b", "b", ""),
        ("${c:-${d}x$e}", "c", ":-${d}x$e"),
        ("${d}", "d", ""),
        ("$e", "e", ""),
        ("$h", "h", ""),
        ("$$", "$", ""),
        ("${i#$j}", "i", "#$j"),
        ("$j", "j", ""),
        ("${k//l/$m}", "k", "//l/$m"),
        ("$m", "m", ""),
    ]


def test_references_end_where_buildkit_gives_up() -> None:
    assert references("$a ${b@Q} $c") == (Reference("a", 0, 2, ""),)
    assert references("$a 'it") == (Reference("a", 0, 2, ""),)
    assert references("no dollar '") == ()


def test_references_with_the_back_tick_as_escape() -> None:
    assert references("`$a \\$b", "`") == (Reference("b", 5, 7, ""),)


def test_a_byte_order_mark_before_a_word_is_dropped() -> None:
    assert expand("\ufeffa\ufeff", {}).value == "a\ufeff"


def test_substitutions_nested_too_deeply_are_an_error() -> None:
    text = "${a:-" * 5000 + "}" * 5000
    assert expand(text, {}).error == "substitutions are nested too deeply"
    assert references(text) == ()


@given(st.text(alphabet="ab $\"'\\{}:-+?#%/<*é\ufeff\udc80"), st.sampled_from("\\`"))
def test_nothing_raises(text: str, escape: str) -> None:
    expansion = expand(text, {"a": "b*", "b": ""}, escape)
    words = expand_words(text, {"a": "b*", "b": ""}, escape)
    assert (expansion.error is None) == (words.error is None)
    for reference in references(text, escape):
        written = text[reference.start : reference.end]
        assert written in (f"${reference.name}", f"${{{reference.name}{reference.operator}}}")


@given(st.text(alphabet="ab*?", max_size=6), st.text(alphabet="ab", max_size=8))
def test_patterns_remove_what_a_shell_would(pattern: str, value: str) -> None:
    import fnmatch

    def matches(part: str) -> bool:
        return fnmatch.fnmatchcase(part, pattern)

    heads = [at for at in range(len(value) + 1) if matches(value[:at])]
    tails = [at for at in range(len(value) + 1) if matches(value[at:])]
    variables = {"v": value, "p": pattern}
    assert expand("${v#$p}", variables).value == (value[heads[0] :] if heads else value)
    assert expand("${v##$p}", variables).value == (value[heads[-1] :] if heads else value)
    assert expand("${v%$p}", variables).value == (value[: tails[-1]] if tails else value)
    assert expand("${v%%$p}", variables).value == (value[: tails[0]] if tails else value)
