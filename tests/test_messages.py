"""Chinese and English: the catalogue is complete and compiled, and every error speaks both."""

import gettext
import string

import pytest

from convert import errors
from convert.messages import LOCALE, REASONS, explain, language
from tests import catalogue


def _compiled():
    with catalogue.MO.open("rb") as file:
        return gettext.GNUTranslations(file)


def _ids(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def _strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_every_sentence_of_the_source_is_translated():
    known = {_ids(message) for message in catalogue.committed() if catalogue.is_translated(message)}
    wanted = {_ids(message) for message in catalogue.fresh() if message.id}
    assert wanted - known == set()


def test_the_catalogue_holds_no_sentence_that_is_gone():
    wanted = {_ids(message) for message in catalogue.fresh()}
    assert {_ids(message) for message in catalogue.committed() if message.id} - wanted == set()


def test_the_compiled_catalogue_says_what_the_source_of_it_says():
    compiled = _compiled()
    for message in catalogue.committed():
        if isinstance(message.id, tuple):
            assert compiled.ngettext(*message.id, 2) == message.string[0]
        elif message.id:
            assert compiled.gettext(message.id) == message.string


def test_a_translation_fills_no_field_that_its_sentence_lacks():
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for message in catalogue.committed():
        if message.id:
            given = set().union(*map(fields, _ids(message)))
            assert set().union(*map(fields, _strings(message))) <= given, message.id


@pytest.mark.parametrize("cls", list(catalogue.error_classes()), ids=lambda cls: cls.__name__)
def test_every_error_says_its_fields_in_both_languages(cls):
    error = cls(*(f"<{field}>" for field in cls.fields))
    for lang in ("zh", "en"):
        assert all(f"<{field}>" in explain(error, lang) for field in cls.fields)
        assert explain(error.failure(), lang) == explain(error, lang)
    assert explain(error, "en") == str(error)


def test_a_reason_with_a_value_in_it_is_translated_around_the_value():
    error = errors.BadRule("甲.toml", "R1", "yes", "the pattern misses “一、”")
    assert explain(error, "zh") == "甲.toml：规则 R1：yes：写法没有匹配到“一、”。"
    assert explain(error, "en") == str(error)


def test_every_reason_with_a_value_in_it_is_known():
    given = {reason for path in catalogue.sources() for reason in catalogue.filled_reasons(path)}
    assert given - set(REASONS) == set()


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LANG": "de_DE"}, "en"),
        (["convert", "--lang", "zh"], {"LANG": "en_US"}, "zh"),
        (["--lang=en", "convert"], {"LANG": "zh_TW"}, "en"),
        (["convert", "--", "--lang", "zh"], {}, "en"),
    ],
)
def test_the_language_is_the_asked_for_one_or_else_the_locales(arguments, environment, expected, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    assert language(arguments, environment) == expected


def test_the_catalogue_lies_where_the_program_looks_for_it():
    assert gettext.find("chenggao", LOCALE, ["zh_CN"]) == str(catalogue.MO)
