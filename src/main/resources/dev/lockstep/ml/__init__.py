"""Lockstep's estimators for PySpark: multilayer perceptrons that train to the same bits everywhere.

The JVM needs ``lockstep.jar``, which holds this package too: ``spark-submit --jars lockstep.jar
--py-files lockstep.jar``.

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
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.ml.util import HasTrainingSummary, JavaMLReadable, JavaMLWritable
from pyspark.sql import DataFrame

from dev.lockstep.ml._classifier_params import MlpClassifierParams, MlpClassifierSetters
from dev.lockstep.ml._convert import Floats, toVector
from dev.lockstep.ml._regressor_params import MlpRegressorParams, MlpRegressorSetters
from dev.lockstep.ml._stage import LockstepModel, plain_errors
from dev.lockstep.ml._summary import (
    MlpEvaluation,
    MlpRegressionEvaluation,
    MlpRegressionSummary,
    MlpTrainingSummary,
)

__version__ = "0.1.0"
__all__ = [
    "MlpClassificationModel",
    "MlpClassifier",
    "MlpEvaluation",
    "MlpRegressionEvaluation",
    "MlpRegressionModel",
    "MlpRegressionSummary",
    "MlpRegressor",
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


class MlpRegressor(
    MlpRegressorSetters["MlpRegressionModel"],
    _JavaRegressor["MlpRegressionModel"],
    MlpRegressorParams,
    JavaMLWritable,
    JavaMLReadable["MlpRegressor"],
):
    """A multilayer perceptron that predicts a number.

    The model is a function of the set of rows and the params, as :class:`MlpClassifier`'s is.
    """

    def _create_model(self, java_model: Any) -> "MlpRegressionModel":
        return MlpRegressionModel(java_model)


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
    def fromRegistry(cls, name: str) -> "MlpClassificationModel":
        """Returns a registry's champion, or another version: ``REGISTRY@VERSION``."""
        with plain_errors():
            return cls._from_java(cls._twin_class().fromRegistry(name))

    @property
    def classNames(self) -> List[str]:
        """The classes' names: those in the label column's metadata, else their numbers."""
        return list(self._call_java("classNames"))

    @property
    def summary(self) -> MlpTrainingSummary:
        """The training's summary; ``hasSummary`` tells whether there is one."""
        return MlpTrainingSummary(self._own_summary(), self, self._trained_on)

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


class MlpRegressionModel(
    LockstepModel,
    _JavaRegressionModel[Vector],
    MlpRegressorParams,
    JavaMLWritable,
    JavaMLReadable["MlpRegressionModel"],
    HasTrainingSummary[MlpRegressionSummary],
):
    """A model that :class:`MlpRegressor` has trained, or Lockstep's command line."""

    @property
    def summary(self) -> MlpRegressionSummary:
        """The training's summary; ``hasSummary`` tells whether there is one."""
        return MlpRegressionSummary(self._own_summary(), self, self._trained_on)

    def evaluate(self, dataset: DataFrame) -> MlpRegressionEvaluation:
        """Returns RMSE, MAE, R2 and more on rows with labels."""
        return MlpRegressionEvaluation(self._call_java("evaluate", dataset), self, dataset)

    def predict(self, value: Floats) -> float:
        """Returns the number for one row of features."""
        return super().predict(toVector(value))
