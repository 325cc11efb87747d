"""What a training and an evaluation have measured, by attributes."""

from functools import cached_property
from typing import Any, List, Optional, TypeVar

import numpy as np

from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame

from dev.lockstep.ml._stage import plain_errors

T = TypeVar("T", bound="_Training")


class _Figures(JavaWrapper):
    """Figures that the JVM holds, of a model and the rows that it was measured on."""

    def __init__(self, java_obj: Any, model: Any, rows: Optional[DataFrame]):
        super().__init__(java_obj)
        self._model = model
        self._rows = rows

    @property
    def _twin(self) -> Any:
        return self._java_obj

    def _call_java(self, name: str, *args: Any) -> Any:
        with plain_errors():
            return super()._call_java(name, *args)

    @property
    def _known_rows(self) -> DataFrame:
        if self._rows is None:
            raise RuntimeError(f"{self._model.uid} was not trained here: its rows are not known")
        return self._rows

    @property
    def predictions(self) -> DataFrame:
        """What the model's ``transform`` makes of the rows."""
        return self._model.transform(self._known_rows)

    @property
    def labelCol(self) -> str:
        """The column of the labels among the predictions."""
        return self._model.getLabelCol()

    @property
    def predictionCol(self) -> str:
        """The column of the predictions."""
        return self._model.getPredictionCol()


class _Training(_Figures):
    """The course of a training.

    ``model.summary`` is one, and so is ``model.summary()``, the form of Spark's
    MultilayerPerceptronClassificationModel.
    """

    def __call__(self: T) -> T:
        return self

    @property
    def objectiveHistory(self) -> List[float]:
        """The mean loss of each epoch's examples, computed in their steps."""
        return list(self._call_java("objectiveHistory"))

    @property
    def totalIterations(self) -> int:
        """The epochs, which ``maxIter`` limits."""
        return self._call_java("totalIterations")

    @property
    def validationLosses(self) -> List[float]:
        """The mean loss on the validation set after each epoch; empty without any."""
        return list(self._call_java("validationLosses"))

    @property
    def modelEpoch(self) -> int:
        """The epoch, from 1, whose weights the model has: the last, or with ``patience`` the best."""
        return self._call_java("modelEpoch")

    @property
    def examples(self) -> int:
        """The rows that were trained on."""
        return self._call_java("examples")

    @property
    def totalSteps(self) -> int:
        """Updates of the parameters."""
        return self._call_java("totalSteps")

    @property
    def trainSeconds(self) -> float:
        """The seconds from the first step to the last."""
        return self._call_java("trainSeconds")

    def __repr__(self) -> str:
        losses = self.objectiveHistory
        last = f", mean loss {losses[-1]:.4f}" if losses else ""
        return (
            f"{type(self).__name__}({self.totalIterations:,} epochs of {self.examples:,} examples"
            f"{last}, {self.trainSeconds:.1f} s)"
        )


class _ClassFigures(_Figures):
    """Spark's measures of a classifier. Lists have an element for each class; 0/0 counts as 0."""

    @property
    def confusion(self) -> List[List[int]]:
        """Counts of rows by actual class, then by predicted class."""
        raise NotImplementedError

    @cached_property
    def _counts(self) -> "np.ndarray[Any, Any]":
        return np.array(self.confusion, dtype=np.float64)

    def _mean(self, by_label: List[float]) -> float:
        """Returns the mean of the classes' measures, each as often as the class has rows."""
        return float(_ratio(self._counts.sum(axis=1) @ np.array(by_label), self._counts.sum()))

    @property
    def labels(self) -> List[float]:
        """The classes, as the label column has them."""
        return [float(label) for label in range(len(self._counts))]

    @property
    def accuracy(self) -> float:
        """The share of the rows that are classified correctly."""
        return float(_ratio(np.trace(self._counts), self._counts.sum()))

    @property
    def precisionByLabel(self) -> List[float]:
        """The share of correct rows among those predicted as a class."""
        return _ratio(np.diag(self._counts), self._counts.sum(axis=0)).tolist()

    @property
    def recallByLabel(self) -> List[float]:
        """The share of a class's rows that are predicted as it."""
        return _ratio(np.diag(self._counts), self._counts.sum(axis=1)).tolist()

    @property
    def truePositiveRateByLabel(self) -> List[float]:
        """The same as ``recallByLabel``."""
        return self.recallByLabel

    @property
    def falsePositiveRateByLabel(self) -> List[float]:
        """The share of the other classes' rows that are predicted as a class."""
        wrong = self._counts.sum(axis=0) - np.diag(self._counts)
        others = self._counts.sum() - self._counts.sum(axis=1)
        return _ratio(wrong, others).tolist()

    def fMeasureByLabel(self, beta: float = 1.0) -> List[float]:
        """The F-measure of each class: with ``beta`` 1, the harmonic mean of the two above."""
        precision, recall = np.array(self.precisionByLabel), np.array(self.recallByLabel)
        weight = beta * beta
        return _ratio((1 + weight) * precision * recall, weight * precision + recall).tolist()

    @property
    def weightedPrecision(self) -> float:
        """The mean of ``precisionByLabel``, each class as often as it has rows."""
        return self._mean(self.precisionByLabel)

    @property
    def weightedRecall(self) -> float:
        """The mean of ``recallByLabel``, each class as often as it has rows."""
        return self._mean(self.recallByLabel)

    @property
    def weightedTruePositiveRate(self) -> float:
        """The same as ``weightedRecall``."""
        return self.weightedRecall

    @property
    def weightedFalsePositiveRate(self) -> float:
        """The mean of ``falsePositiveRateByLabel``, each class as often as it has rows."""
        return self._mean(self.falsePositiveRateByLabel)

    def weightedFMeasure(self, beta: float = 1.0) -> float:
        """The mean of ``fMeasureByLabel``, each class as often as it has rows."""
        return self._mean(self.fMeasureByLabel(beta))


def _ratio(part: Any, whole: Any) -> Any:
    """Returns a part's share of the whole; 0 of nothing."""
    return np.where(whole == 0, 0.0, part / np.where(whole == 0, 1.0, whole))


class MlpEvaluation(_ClassFigures):
    """A classifier's measures on rows with labels."""

    @property
    def meanLoss(self) -> float:
        """The mean of the rows' losses."""
        return self._call_java("meanLoss")

    @property
    def count(self) -> int:
        """The rows."""
        return self._call_java("count")

    @property
    def correct(self) -> int:
        """The rows that are classified correctly."""
        return self._call_java("correct")

    @property
    def confusion(self) -> List[List[int]]:
        return [list(row) for row in self._twin.confusion()]

    def __repr__(self) -> str:
        return f"MlpEvaluation({self._twin.line()})"


class MlpTrainingSummary(_Training, _ClassFigures):
    """The course of a classifier's training. Measures of the rows evaluate them when asked for."""

    @property
    def validationAccuracies(self) -> List[float]:
        """The share of the validation set that is classified correctly, after each epoch."""
        return list(self._call_java("validationAccuracies"))

    @property
    def confusion(self) -> List[List[int]]:
        return self._model.evaluate(self._known_rows).confusion


class MlpRegressionEvaluation(_Figures):
    """A regressor's measures on rows with labels, in the label's own units."""

    @property
    def rmse(self) -> float:
        """The root of the mean squared error."""
        return self._call_java("rmse")

    @property
    def mae(self) -> float:
        """The mean absolute error."""
        return self._call_java("mae")

    @property
    def r2(self) -> float:
        """The share of the labels' variation that the predictions explain."""
        return self._call_java("r2")

    @property
    def meanLoss(self) -> float:
        """The mean of the rows' losses, of scaled labels."""
        return self._call_java("meanLoss")

    @property
    def count(self) -> int:
        """The rows."""
        return self._call_java("count")

    @property
    def coverage(self) -> float:
        """The share of the labels that are not above their predictions."""
        return self._twin.targets().get(0).coverage()

    @property
    def meanDeviance(self) -> float:
        """Poisson's mean deviance; NaN with other losses."""
        return self._twin.targets().get(0).meanDeviance()

    @property
    def rootMeanSquaredError(self) -> float:
        """``rmse`` under Spark's name."""
        return self.rmse

    @property
    def meanSquaredError(self) -> float:
        """The mean squared error."""
        return self.rmse**2

    @property
    def meanAbsoluteError(self) -> float:
        """``mae`` under Spark's name."""
        return self.mae

    def __repr__(self) -> str:
        return f"MlpRegressionEvaluation({self._twin.line()})"


class MlpRegressionSummary(_Training):
    """The course of a regressor's training."""

    @property
    def validationRmses(self) -> List[float]:
        """The root of the validation set's mean squared error, after each epoch."""
        return list(self._call_java("validationRmses"))
