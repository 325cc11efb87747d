"""What a training and an evaluation have measured, by attributes."""

from typing import Any, List, TypeVar

from pyspark.ml.wrapper import JavaWrapper

from dev.lockstep.ml._stage import plain_errors

T = TypeVar("T", bound="_Figures")


class _Figures(JavaWrapper):
    """Figures that the JVM holds."""

    @property
    def _twin(self) -> Any:
        return self._java_obj

    def _call_java(self, name: str, *args: Any) -> Any:
        with plain_errors():
            return super()._call_java(name, *args)


class MlpTrainingSummary(_Figures):
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
    def validationAccuracies(self) -> List[float]:
        """The share of the validation set that is classified correctly, after each epoch."""
        return list(self._call_java("validationAccuracies"))

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
            f"MlpTrainingSummary({self.totalIterations:,} epochs of {self.examples:,} examples"
            f"{last}, {self.trainSeconds:.1f} s)"
        )


class MlpEvaluation(_Figures):
    """A classifier's measures on rows with labels."""

    @property
    def accuracy(self) -> float:
        """The share of the rows that are classified correctly."""
        return self._call_java("accuracy")

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

    @property
    def precisionByLabel(self) -> List[float]:
        """For each class, the share of correct rows among those predicted as it."""
        return [one.precision() for one in self._twin.perClass()]

    @property
    def recallByLabel(self) -> List[float]:
        """For each class, the share of its rows that are predicted as it."""
        return [one.recall() for one in self._twin.perClass()]

    def __repr__(self) -> str:
        return f"MlpEvaluation({self._twin.line()})"
