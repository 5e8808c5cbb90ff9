"""Values made by our own decorator behave as those of the standard library's."""

import dataclasses
import inspect
import pickle

import pytest

from convert.values import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value."""

    name: str
    sizes: tuple[int, ...] = ()
    note: str | None = None

    @property
    def total(self) -> int:
        return sum(self.sizes)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """A value."""

    name: str
    sizes: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """A value compared by identity."""

    name: str


def test_fields_defaults_and_representation_are_those_of_the_standard_library():
    ours, theirs = Ours("甲", note="x"), Theirs("甲", note="x")
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert [(f.name, f.type, f.default) for f in dataclasses.fields(ours)] == [
        (f.name, f.type, f.default) for f in dataclasses.fields(theirs)
    ]
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert inspect.signature(Ours).parameters == inspect.signature(Theirs).parameters
    assert Ours.__match_args__ == Theirs.__match_args__
    assert Ours("甲", (1, 2)).total == 3


def test_equal_values_are_equal_and_hash_alike_and_other_types_are_not():
    assert Ours("甲", (1,)) == Ours("甲", (1,))
    assert hash(Ours("甲", (1,))) == hash(Ours("甲", (1,)))
    assert Ours("甲", (1,)) != Ours("甲", (2,))
    assert Ours("甲") != Theirs("甲")


def test_without_eq_a_value_is_only_equal_to_itself():
    one = Single("甲")
    assert one == one
    assert one != Single("甲")
    assert len({one, Single("甲")}) == 2


@pytest.mark.parametrize("value", [Ours("甲", (1,)), Single("甲")])
def test_a_value_refuses_to_be_changed(value):
    with pytest.raises(dataclasses.FrozenInstanceError, match="assign to field 'name'"):
        value.name = "乙"
    with pytest.raises(dataclasses.FrozenInstanceError, match="delete field 'name'"):
        del value.name
    with pytest.raises(AttributeError):
        value.other = 1


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_value_survives_pickling_and_replacing(protocol):
    value = Ours("甲", (1, 2), "x")
    assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert dataclasses.replace(value, note=None) == Ours("甲", (1, 2))


def test_a_missing_or_unknown_argument_is_the_usual_error():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Ours()
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        Ours("甲", size=1)
