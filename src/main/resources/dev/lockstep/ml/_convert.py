"""Converts what Python programs hold, NumPy's values too, to the types of params.

PySpark's own converters refuse ``np.int32`` and ``np.float32``. PySpark looks at the names: what
begins with ``toList`` comes back from the JVM element by element.
"""

import array
import numbers
from typing import Any, List, Sequence, Union

import numpy as np

from pyspark.ml.linalg import DenseVector, Vector

#: What is taken where a param is a list of whole numbers.
Ints = Union[Sequence[int], "np.ndarray[Any, Any]"]

#: What is taken where a param is a list of numbers.
Floats = Union[Sequence[float], "np.ndarray[Any, Any]", Vector]


def toInt(value: Any) -> int:
    return _whole(value, 31)


def toLong(value: Any) -> int:
    return _whole(value, 63)


def toFloat(value: Any) -> float:
    if not _is_number(value):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def toBoolean(value: Any) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{value!r} is neither True nor False")
    return bool(value)


def toString(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return str(value)


def toListInt(value: Any) -> List[int]:
    """Takes widths as text too, as in ``128,64``; ``none`` for none."""
    if isinstance(value, str):
        try:
            return [] if value == "none" else [int(width) for width in value.split(",")]
        except ValueError:
            raise TypeError(f"{value!r} is not a list of widths, as in 128,64") from None
    return [toInt(element) for element in _elements(value)]


def toListFloat(value: Any) -> List[float]:
    return [toFloat(element) for element in _elements(value)]


def toListString(value: Any) -> List[str]:
    return [toString(element) for element in _elements(value)]


def toVector(value: Any) -> Vector:
    return value if isinstance(value, Vector) else DenseVector(toListFloat(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_))


def _whole(value: Any, bits: int) -> int:
    if not _is_number(value) or not float(value).is_integer():
        raise TypeError(f"{value!r} is not a whole number")
    whole = int(value)
    if not -(2**bits) <= whole < 2**bits:
        raise TypeError(f"{value!r} is too large")
    return whole


def _elements(value: Any) -> List[Any]:
    if isinstance(value, Vector):
        return list(value.toArray())
    one_row = isinstance(value, np.ndarray) and value.ndim == 1
    if not one_row and not isinstance(value, (list, tuple, range, array.array)):
        raise TypeError(f"{value!r} is not a list")
    return list(value)
