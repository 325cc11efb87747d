"""Lockstep's estimators for PySpark: multilayer perceptrons that train to the same bits everywhere.

The JVM needs ``lockstep.jar``, which holds this package too: ``spark-submit --jars lockstep.jar``.

    from dev.lockstep.ml import MlpClassifier

    model = MlpClassifier(hiddenLayers=[128, 64], epochs=10).fit(train)
    model.transform(test).select("prediction", "probability").show()

The classes stand here, not in a module below, for PySpark finds a class of the JVM by the package
and the name of Python's class, and the other way round.
"""

from typing import Any, List

from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import Vector
from pyspark.ml.util import HasTrainingSummary, JavaMLReadable, JavaMLWritable, _jvm
from pyspark.sql import DataFrame

from dev.lockstep.ml._classifier_params import MlpClassifierParams, MlpClassifierSetters
from dev.lockstep.ml._convert import Floats, toVector
from dev.lockstep.ml._stage import LockstepModel, plain_errors
from dev.lockstep.ml._summary import MlpEvaluation, MlpTrainingSummary

__version__ = "0.1.0"
__all__ = [
    "MlpClassificationModel",
    "MlpClassifier",
    "MlpEvaluation",
    "MlpTrainingSummary",
]


class MlpClassifier(
    MlpClassifierSetters["MlpClassificationModel"],
    _JavaProbabilisticClassifier["MlpClassificationModel"],
    MlpClassifierParams,
    JavaMLWritable,
    JavaMLReadable["MlpClassifier"],
):
    """A multilayer perceptron that predicts classes, in place of Spark's
    MultilayerPerceptronClassifier.

    The model is a function of the set of rows and the params: neither partitions, nor the rows'
    order, nor the cluster can change a bit of it. Labels are whole numbers from 0.
    """

    def _create_model(self, java_model: Any) -> "MlpClassificationModel":
        return MlpClassificationModel(java_model)


class MlpClassificationModel(
    LockstepModel,
    _JavaProbabilisticClassificationModel[Vector],
    MlpClassifierParams,
    JavaMLWritable,
    JavaMLReadable["MlpClassificationModel"],
    HasTrainingSummary[MlpTrainingSummary],
):
    """A classifier that :class:`MlpClassifier` has trained, or Lockstep's command line."""

    @classmethod
    def fromRun(cls, path: str) -> "MlpClassificationModel":
        """Returns the model of a run of Lockstep's command line; ``path`` is its folder."""
        with plain_errors():
            return cls._from_java(_jvm().dev.lockstep.ml.MlpClassificationModel.fromRun(path))

    @classmethod
    def fromRegistry(cls, name: str) -> "MlpClassificationModel":
        """Returns a registry's champion, or another version: ``REGISTRY@VERSION``."""
        with plain_errors():
            return cls._from_java(_jvm().dev.lockstep.ml.MlpClassificationModel.fromRegistry(name))

    @classmethod
    def load(cls, path: str) -> "MlpClassificationModel":
        """Reads what ``save`` wrote."""
        with plain_errors():
            return super().load(path)

    def getLayers(self) -> List[int]:
        """Returns the number of features, the widths of the hidden layers, and of classes."""
        return list(self._call_java("getLayers"))

    @property
    def classNames(self) -> List[str]:
        """The classes' names: those in the label column's metadata, else their numbers."""
        return list(self._call_java("classNames"))

    @property
    def weights(self) -> Vector:
        """The parameters, layer by layer: weights [inputs x outputs] row by row, then bias."""
        return self._call_java("weights")

    @property
    def weightsSha256(self) -> str:
        """The SHA-256 of the parameters: equal for equal rows and params, on every cluster."""
        return self._call_java("weightsSha256")

    @property
    def summary(self) -> MlpTrainingSummary:
        """The training's summary; ``hasSummary`` tells whether there is one."""
        if not self.hasSummary:
            raise RuntimeError(f"{self.uid} has no training summary: it was read from a file")
        return MlpTrainingSummary(self._call_java("summary"), self, self._trained_on)

    def evaluate(self, dataset: DataFrame) -> MlpEvaluation:
        """Returns accuracy, mean loss and more on rows with labels."""
        return MlpEvaluation(self._call_java("evaluate", dataset), self, dataset)

    def predict(self, value: Floats) -> float:
        """Returns the class of one row of features."""
        return super().predict(toVector(value))

    def predictRaw(self, value: Floats) -> Vector:
        """Returns the last layer's pre-activations for one row of features."""
        return super().predictRaw(toVector(value))

    def predictProbability(self, value: Floats) -> Vector:
        """Returns the classes' probabilities for one row of features."""
        return super().predictProbability(toVector(value))
