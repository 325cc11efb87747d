"""What estimators and models share: params between Python and the JVM, errors in one line."""

from contextlib import contextmanager
from typing import Any, ClassVar, Dict, Iterator, List, Optional, Tuple, Type, TypeVar, Union

from pyspark.errors.exceptions.captured import IllegalArgumentException
from pyspark.ml.common import _java2py
from pyspark.ml.linalg import Vector
from pyspark.ml.param import Param, Params
from pyspark.ml.util import JavaMLReader
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams
from pyspark.sql import DataFrame

S = TypeVar("S", bound="Stage")
M = TypeVar("M", bound="LockstepModel")
N = TypeVar("N", bound="LockstepModel")

#: The longest list that ``explainParams`` shows in full.
_SHORT = 16


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raises what Lockstep refuses as an IllegalArgumentException, without a trace of the JVM."""
    try:
        yield
    except Exception as error:
        refusal = _refusal(getattr(error, "java_exception", None))
        if refusal is None:
            raise
        raise IllegalArgumentException(origin=refusal) from None


def _refusal(error: Any) -> Any:
    """Returns the first of an exception and its causes that is Lockstep's own."""
    while error is not None and not error.getClass().getName().startswith("dev.lockstep."):
        error = error.getCause()
    return error


class Stage(JavaParams):
    """A stage with a twin in the JVM. In Spark Connect the twin is its class's name."""

    #: The params that a setter clears because they say the same in other words.
    _cleared_by: ClassVar[Dict[str, Tuple[str, ...]]] = {}

    @property
    def _twin(self) -> Any:
        """The twin; None in Spark Connect."""
        return None if isinstance(self._java_obj, str) else self._java_obj

    def _assign(self: S, **values: Any) -> S:
        """Sets params as the JVM's setters do: a wrong value is refused at once. None clears."""
        given = {name: value for name, value in values.items() if value is not None}
        self._set(**{name: self._checked(name, value) for name, value in given.items()})
        cleared = set(values) - set(given)
        for name in given:
            cleared.update(other for other in self._cleared_by.get(name, ()) if other not in given)
        for name in sorted(cleared):
            self.clear(self.getParam(name))
        return self

    def _checked(self, name: str, value: Any) -> Any:
        param = self.getParam(name)
        try:
            converted = param.typeConverter(value)
        except TypeError as error:
            raise TypeError(f"{name}: {error}") from None
        if self._twin is not None:
            self._make_java_param_pair(param, converted)
        return converted

    def clear(self, param: "Param[Any]") -> None:
        """Clears a param, so that its default holds again."""
        Params.clear(self, param)
        if self._twin is not None:
            self._twin.clear(self._twin.getParam(param.name))

    def explainParam(self, param: Union[str, "Param[Any]"]) -> str:
        """Explains a param as Spark does, with the first elements of a long list."""
        param = self._resolveParam(param)
        text = super().explainParam(param)
        value = self.getOrDefault(param) if self.isDefined(param) else None
        if isinstance(value, (list, Vector)) and len(value) > _SHORT:  # type: ignore[arg-type]
            elements = value if isinstance(value, list) else value.toArray().tolist()
            first = ", ".join(str(element) for element in elements[:3])
            text = text.replace(str(value), f"[{first}, ... {len(elements):,} in all]")
        return text

    def _transfer_params_to_java(self) -> None:
        """Gives the twin what is set. It has its own defaults, which are the same."""
        for param in self.params:
            if self.isSet(param) and self._twin.hasParam(param.name):
                self._twin.set(self._make_java_param_pair(param, self._paramMap[param]))

    def _transfer_params_from_java(self) -> None:
        """Takes what is set, and the defaults: a stage that was saved keeps its own."""
        from pyspark.core.context import SparkContext

        spark = SparkContext._active_spark_context
        assert spark is not None
        for param in self.params:
            if self._twin.hasParam(param.name):
                default = self._twin.getDefault(self._twin.getParam(param.name))
                if default.isDefined():
                    self._setDefault(**{param.name: _java2py(spark, default.get())})
        super()._transfer_params_from_java()

    def _call_java(self, name: str, *args: Any) -> Any:
        with plain_errors():
            return super()._call_java(name, *args)

    @classmethod
    def load(cls: Type[S], path: str) -> S:
        """Reads what ``save`` wrote."""
        with plain_errors():
            return super().load(path)  # type: ignore[misc]

    def save(self, path: str) -> None:
        """Writes the stage to a folder, which must not exist; ``write().overwrite()`` replaces."""
        with plain_errors():
            super().save(path)  # type: ignore[misc]


class LockstepEstimator(Stage, JavaEstimator[M]):
    """An estimator whose class has the same name in the JVM."""

    def _start(self, values: Dict[str, Any]) -> None:
        name = self._java_class()
        try:
            self._java_obj = self._new_java_obj(name, self.uid)
        except TypeError:
            raise RuntimeError(
                f"the JVM has no class {name}: start Spark with lockstep.jar, as with --jars"
            ) from None
        self._assign(**values)

    @classmethod
    def _java_class(cls) -> str:
        """Returns the name of the first of the class and its parents that are Lockstep's."""
        ours = next(c for c in cls.__mro__ if c.__module__ == "dev.lockstep.ml")
        return f"{ours.__module__}.{ours.__name__}"

    def _fit(self, dataset: DataFrame) -> M:
        with plain_errors():
            model = super()._fit(dataset)
        model._trained_on = dataset
        return model


class LockstepModel(Stage, JavaModel):
    """A model whose class has the same name in the JVM."""

    #: The rows that ``fit`` was given; None of a model that was read.
    _trained_on: Optional[DataFrame] = None

    def _transform(self, dataset: DataFrame) -> DataFrame:
        with plain_errors():
            return super()._transform(dataset)

    @classmethod
    def _twin_class(cls) -> Any:
        return JavaMLReader._load_java_obj(cls)  # type: ignore[arg-type]

    @classmethod
    def fromRun(cls: Type[N], path: str) -> N:
        """Returns the model of a run of Lockstep's command line; ``path`` is its folder."""
        with plain_errors():
            return cls._from_java(cls._twin_class().fromRun(path))

    def getLayers(self) -> List[int]:
        """Returns the number of features, the widths of the hidden layers, and of outputs."""
        return list(self._call_java("getLayers"))

    @property
    def weights(self) -> Vector:
        """The parameters, layer by layer: weights [inputs x outputs] row by row, then bias."""
        return self._call_java("weights")

    @property
    def weightsSha256(self) -> str:
        """The SHA-256 of the parameters: equal for equal rows and params, on every cluster."""
        return self._call_java("weightsSha256")

    def _own_summary(self) -> Any:
        if not self._call_java("hasSummary"):
            raise RuntimeError(f"{self.uid} has no training summary: it was read from a file")
        return self._call_java("summary")
