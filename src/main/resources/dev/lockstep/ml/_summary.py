"""What a training and an evaluation have measured, by attributes."""

from typing import Any, List, Optional, TypeVar

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

    @property
    def weightCol(self) -> str:
        """The column of the rows' weights; empty if each weighs 1."""
        return self._call_java("weightCol")


class _Training(_Figures):
    """The course of a training: ``model.summary``, or ``model.summary()``, Spark's other form."""

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
    """Spark's measures of a classifier, as the JVM computes them when asked for: rows weigh what
    ``weightCol`` says, if they have it. Lists have an element for each of ``labels``."""

    @property
    def labels(self) -> List[float]:
        """The classes that are labels of rows, ascending."""
        return list(self._call_java("labels"))

    @property
    def accuracy(self) -> float:
        """The share of the rows that are classified correctly."""
        return self._call_java("accuracy")

    @property
    def precisionByLabel(self) -> List[float]:
        """The share of correct rows among those predicted as a class."""
        return list(self._call_java("precisionByLabel"))

    @property
    def recallByLabel(self) -> List[float]:
        """The share of a class's rows that are predicted as it."""
        return list(self._call_java("recallByLabel"))

    @property
    def truePositiveRateByLabel(self) -> List[float]:
        """The same as ``recallByLabel``."""
        return list(self._call_java("truePositiveRateByLabel"))

    @property
    def falsePositiveRateByLabel(self) -> List[float]:
        """The share of the other classes' rows that are predicted as a class."""
        return list(self._call_java("falsePositiveRateByLabel"))

    def fMeasureByLabel(self, beta: float = 1.0) -> List[float]:
        """The F-measure of each class: with ``beta`` 1, the harmonic mean of the two above."""
        return list(self._call_java("fMeasureByLabel", float(beta)))

    @property
    def weightedPrecision(self) -> float:
        """The mean of ``precisionByLabel``, each class as often as it has rows."""
        return self._call_java("weightedPrecision")

    @property
    def weightedRecall(self) -> float:
        """The mean of ``recallByLabel``, each class as often as it has rows."""
        return self._call_java("weightedRecall")

    @property
    def weightedTruePositiveRate(self) -> float:
        """The same as ``weightedRecall``."""
        return self._call_java("weightedTruePositiveRate")

    @property
    def weightedFalsePositiveRate(self) -> float:
        """The mean of ``falsePositiveRateByLabel``, each class as often as it has rows."""
        return self._call_java("weightedFalsePositiveRate")

    def weightedFMeasure(self, beta: float = 1.0) -> float:
        """The mean of ``fMeasureByLabel``, each class as often as it has rows."""
        return self._call_java("weightedFMeasure", float(beta))


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
        """Counts of rows by actual class, then by predicted class."""
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
        """Counts of rows by actual class, then by predicted class."""
        return self._model.evaluate(self._known_rows).confusion


class _ValueFigures(_Figures):
    """Spark's measures of a regressor, as the JVM computes them when asked for: rows weigh what
    ``weightCol`` says, if they have it. All are in the label's own units."""

    @property
    def featuresCol(self) -> str:
        """The column of the features."""
        return self._model.getFeaturesCol()

    @property
    def residuals(self) -> DataFrame:
        """A column ``residuals``: label minus prediction."""
        return self._call_java("residuals")

    @property
    def numInstances(self) -> int:
        """The rows."""
        return self._call_java("numInstances")

    @property
    def explainedVariance(self) -> float:
        """The mean of the squares of prediction minus mean label."""
        return self._call_java("explainedVariance")

    @property
    def meanAbsoluteError(self) -> float:
        """The mean of the errors' sizes."""
        return self._call_java("meanAbsoluteError")

    @property
    def meanSquaredError(self) -> float:
        """The mean of the errors' squares."""
        return self._call_java("meanSquaredError")

    @property
    def rootMeanSquaredError(self) -> float:
        """The root of ``meanSquaredError``."""
        return self._call_java("rootMeanSquaredError")

    @property
    def r2(self) -> float:
        """The share of the labels' variation that the predictions explain."""
        return self._call_java("r2")


class MlpRegressionEvaluation(_ValueFigures):
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

    def __repr__(self) -> str:
        return f"MlpRegressionEvaluation({self._twin.line()})"


class MlpRegressionSummary(_Training, _ValueFigures):
    """The course of a regressor's training."""

    @property
    def validationRmses(self) -> List[float]:
        """The root of the validation set's mean squared error, after each epoch."""
        return list(self._call_java("validationRmses"))
