import pickle

import pytest

from convert import errors


def _classes(base):
    for cls in base.__subclasses__():
        yield cls
        yield from _classes(cls)


@pytest.mark.parametrize("cls", [errors.ConvertError, *_classes(errors.ConvertError)], ids=lambda c: c.__name__)
def test_every_error_survives_pickling_and_says_its_fields(cls):
    error = cls(*[f"<{field}>" for field in cls.fields])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert str(again) == str(error)
    assert all(f"<{field}>" in str(error) for field in cls.fields)
    assert error.failure().details == tuple(error.details.items())
