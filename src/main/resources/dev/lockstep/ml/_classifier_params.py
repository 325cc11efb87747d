# Written by PythonSourceTest from the params of dev.lockstep.ml.MlpClassifier. To write
# it again: mvn test -Dtest=PythonSourceTest -Dlockstep.write.python=true
"""The params of MlpClassifier: names, docs, defaults, getters and setters."""

from typing import Any, List, Optional, Sequence, TypeVar, Union

from pyspark import keyword_only
from pyspark.ml.classification import _ProbabilisticClassifierParams
from pyspark.ml.linalg import Vector
from pyspark.ml.param import Param, Params
from pyspark.ml.param.shared import HasWeightCol

from dev.lockstep.ml import _convert
from dev.lockstep.ml._convert import Floats, Ints
from dev.lockstep.ml._stage import LockstepEstimator, M

E = TypeVar("E", bound="MlpClassifierSetters[Any]")


class MlpClassifierParams(HasWeightCol, _ProbabilisticClassifierParams):
    """Params and getters of the estimator and of its model."""

    activation: "Param[str]" = Param(
        Params._dummy(),
        "activation",
        "Activation of the hidden layers: relu, leaky-relu, tanh, sigmoid, silu, elu, "
        "gelu, linear",
        typeConverter=_convert.toString,
    )

    averageEvery: "Param[int]" = Param(
        Params._dummy(),
        "averageEvery",
        "Steps that each shard takes on its own before parameters are averaged; 1 "
        "averages gradients",
        typeConverter=_convert.toInt,
    )

    balanceClasses: "Param[bool]" = Param(
        Params._dummy(),
        "balanceClasses",
        "whether every class counts the same in training, however many rows it has; "
        "in place of classWeights",
        typeConverter=_convert.toBoolean,
    )

    batchSize: "Param[int]" = Param(
        Params._dummy(),
        "batchSize",
        "Examples per step over all shards; 'all', or more than there are, makes a "
        "step an epoch; if not set, 256, or less for fewer than 2,048 examples: 16 at "
        "least",
        typeConverter=_convert.toInt,
    )

    beta1: "Param[float]" = Param(
        Params._dummy(),
        "beta1",
        "Decay of adamw's first moment",
        typeConverter=_convert.toFloat,
    )

    beta2: "Param[float]" = Param(
        Params._dummy(),
        "beta2",
        "Decay of adamw's second moment",
        typeConverter=_convert.toFloat,
    )

    blockSize: "Param[int]" = Param(
        Params._dummy(),
        "blockSize",
        "how Spark's classifier stores rows; taken for the sake of code written for "
        "it, and without any effect here: rows are stored in shards. The rows of a "
        "step are batchSize",
        typeConverter=_convert.toInt,
    )

    categoricalCols: "Param[List[str]]" = Param(
        Params._dummy(),
        "categoricalCols",
        "those of featuresCols whose cells are categories, numbers too; those of text "
        "are anyway, unless nearly every row has a text of its own",
        typeConverter=_convert.toListString,
    )

    checkpointDir: "Param[str]" = Param(
        Params._dummy(),
        "checkpointDir",
        "folder of checkpoints, from which a fit of the same rows and params goes on "
        "after one that was stopped; if not set, there are none",
        typeConverter=_convert.toString,
    )

    checkpointInterval: "Param[int]" = Param(
        Params._dummy(),
        "checkpointInterval",
        "epochs from one checkpoint in checkpointDir to the next; -1 for no "
        "checkpoints",
        typeConverter=_convert.toInt,
    )

    classWeights: "Param[List[float]]" = Param(
        Params._dummy(),
        "classWeights",
        "what the rows of each class count in training, in the classes' order; empty "
        "for 1 each",
        typeConverter=_convert.toListFloat,
    )

    clipNorm: "Param[float]" = Param(
        Params._dummy(),
        "clipNorm",
        "Scale the mean gradient down to this norm",
        typeConverter=_convert.toFloat,
    )

    clipValue: "Param[float]" = Param(
        Params._dummy(),
        "clipValue",
        "Cut the mean gradient's elements at this magnitude",
        typeConverter=_convert.toFloat,
    )

    dates: "Param[str]" = Param(
        Params._dummy(),
        "dates",
        "what dates and times among featuresCols are read as; number takes days, or "
        "seconds, since 1970: none, number",
        typeConverter=_convert.toString,
    )

    dropout: "Param[float]" = Param(
        Params._dummy(),
        "dropout",
        "Share of the hidden layers' outputs that a training step leaves out",
        typeConverter=_convert.toFloat,
    )

    epochs: "Param[int]" = Param(
        Params._dummy(),
        "epochs",
        "Passes over the examples; with lbfgs, the most iterations over all of them; "
        "0 keeps the first weights; if not set, 10, or more where that would be fewer "
        "than 780 steps",
        typeConverter=_convert.toInt,
    )

    epsilon: "Param[float]" = Param(
        Params._dummy(),
        "epsilon",
        "Number that adamw adds to the root of the second moment",
        typeConverter=_convert.toFloat,
    )

    exchange: "Param[str]" = Param(
        Params._dummy(),
        "exchange",
        "how parameters go to the executors and gradients return; the model stays the "
        "same. resident: one Spark job whose tasks run during the whole training; "
        "jobs: one Spark job per step; auto: resident if possible, else jobs: auto, "
        "resident, jobs",
        typeConverter=_convert.toString,
    )

    featuresCols: "Param[List[str]]" = Param(
        Params._dummy(),
        "featuresCols",
        "columns of numbers and of text to learn from, in place of featuresCol; * "
        "stands for any text, and alone for all columns but label and weight",
        typeConverter=_convert.toListString,
    )

    hiddenLayers: "Param[List[int]]" = Param(
        Params._dummy(),
        "hiddenLayers",
        "Widths of the hidden layers, as in 128,64; 'none' for none",
        typeConverter=_convert.toListInt,
    )

    init: "Param[str]" = Param(
        Params._dummy(),
        "init",
        "Distribution of the first weights: he, xavier, uniform",
        typeConverter=_convert.toString,
    )

    initScale: "Param[float]" = Param(
        Params._dummy(),
        "initScale",
        "A factor on the first weights",
        typeConverter=_convert.toFloat,
    )

    initialWeights: "Param[Vector]" = Param(
        Params._dummy(),
        "initialWeights",
        "weights to go on from, as a model's weights() gives them; drawn by the seed "
        "if not set",
        typeConverter=_convert.toVector,
    )

    l1: "Param[float]" = Param(
        Params._dummy(),
        "l1",
        "Factor of the weights' summed magnitudes, added to the loss; biases are free",
        typeConverter=_convert.toFloat,
    )

    l2: "Param[float]" = Param(
        Params._dummy(),
        "l2",
        "Factor of half the weights' summed squares, added to the loss; biases are "
        "free",
        typeConverter=_convert.toFloat,
    )

    labelSmoothing: "Param[float]" = Param(
        Params._dummy(),
        "labelSmoothing",
        "Share of a target that is spread over all classes, in training",
        typeConverter=_convert.toFloat,
    )

    layers: "Param[List[int]]" = Param(
        Params._dummy(),
        "layers",
        "sizes of all layers, as Spark's classifier takes them: features, hidden "
        "layers, outputs; in place of hiddenLayers",
        typeConverter=_convert.toListInt,
    )

    learningRate: "Param[float]" = Param(
        Params._dummy(),
        "learningRate",
        "Highest learning rate of the schedule",
        typeConverter=_convert.toFloat,
    )

    maxCategories: "Param[int]" = Param(
        Params._dummy(),
        "maxCategories",
        "the most categories of a column, its most frequent ones; the others share an "
        "input",
        typeConverter=_convert.toInt,
    )

    maxIter: "Param[int]" = Param(
        Params._dummy(),
        "maxIter",
        "another name for epochs, that of Spark's classifier; in place of epochs",
        typeConverter=_convert.toInt,
    )

    missing: "Param[str]" = Param(
        Params._dummy(),
        "missing",
        "what stands for the missing cells of a column of numbers among featuresCols, "
        "by the training rows; of categories they are one of their own, or the most "
        "frequent: error, mean, median, most-frequent, zero",
        typeConverter=_convert.toString,
    )

    missingFlag: "Param[bool]" = Param(
        Params._dummy(),
        "missingFlag",
        "whether an input tells that a cell was missing",
        typeConverter=_convert.toBoolean,
    )

    momentum: "Param[float]" = Param(
        Params._dummy(),
        "momentum",
        "Momentum of sgd",
        typeConverter=_convert.toFloat,
    )

    nesterov: "Param[bool]" = Param(
        Params._dummy(),
        "nesterov",
        "Nesterov's momentum, with sgd",
        typeConverter=_convert.toBoolean,
    )

    optimizer: "Param[str]" = Param(
        Params._dummy(),
        "optimizer",
        "How gradients change the weights: adamw, sgd, lbfgs",
        typeConverter=_convert.toString,
    )

    patience: "Param[int]" = Param(
        Params._dummy(),
        "patience",
        "Epochs without a better value on the validation set before training stops; "
        "the best epoch's weights are the model's",
        typeConverter=_convert.toInt,
    )

    scaling: "Param[str]" = Param(
        Params._dummy(),
        "scaling",
        "of the features, within the model; bytes divides by 255, auto does so where "
        "all are whole numbers from 0 to 255 and some above 127, else standardises: "
        "none, bytes, standardise, min-max, auto",
        typeConverter=_convert.toString,
    )

    schedule: "Param[str]" = Param(
        Params._dummy(),
        "schedule",
        "Schedule of the learning rate: constant, cosine, one-cycle, step",
        typeConverter=_convert.toString,
    )

    seed: "Param[int]" = Param(
        Params._dummy(),
        "seed",
        "Seed of the first weights and the order of the examples",
        typeConverter=_convert.toLong,
    )

    shards: "Param[int]" = Param(
        Params._dummy(),
        "shards",
        "Parts into which the examples are divided",
        typeConverter=_convert.toInt,
    )

    solver: "Param[str]" = Param(
        Params._dummy(),
        "solver",
        "optimizer as Spark's classifier names it, with what else belongs to it "
        "there: l-bfgs is lbfgs, gd is sgd over all rows at once without momentum, at "
        "a constant rate; in place of optimizer: l-bfgs, gd",
        typeConverter=_convert.toString,
    )

    stepSize: "Param[float]" = Param(
        Params._dummy(),
        "stepSize",
        "another name for learningRate, that of Spark's classifier; in place of "
        "learningRate. As there, lbfgs has no use for it",
        typeConverter=_convert.toFloat,
    )

    stopOn: "Param[str]" = Param(
        Params._dummy(),
        "stopOn",
        "Measure to watch on the validation set: loss, accuracy, rmse",
        typeConverter=_convert.toString,
    )

    thresholds: "Param[List[float]]" = Param(
        Params._dummy(),
        "thresholds",
        "Thresholds in multi-class classification to adjust the probability of "
        "predicting each class. Array must have length equal to the number of "
        "classes, with values > 0 excepting that at most one value may be 0. The "
        "class with largest value p/t is predicted, where p is the original "
        "probability of that class and t is the class's threshold",
        typeConverter=_convert.toListFloat,
    )

    tol: "Param[float]" = Param(
        Params._dummy(),
        "tol",
        "relative change of the loss below which lbfgs ends; other optimizers have no "
        "use for it, patience ends them early",
        typeConverter=_convert.toFloat,
    )

    unseen: "Param[str]" = Param(
        Params._dummy(),
        "unseen",
        "categories that training has not seen; other counts them with the rare ones: "
        "other, error",
        typeConverter=_convert.toString,
    )

    validationFraction: "Param[float]" = Param(
        Params._dummy(),
        "validationFraction",
        "Share of the examples in the validation set, as in 0.1, which is evaluated "
        "after every epoch",
        typeConverter=_convert.toFloat,
    )

    validationIndicatorCol: "Param[str]" = Param(
        Params._dummy(),
        "validationIndicatorCol",
        "column of booleans, true for the rows of the validation set, which are not "
        "trained on; in place of validationFraction",
        typeConverter=_convert.toString,
    )

    warmup: "Param[int]" = Param(
        Params._dummy(),
        "warmup",
        "Steps in which the learning rate climbs from 0",
        typeConverter=_convert.toInt,
    )

    weightDecay: "Param[float]" = Param(
        Params._dummy(),
        "weightDecay",
        "Weight decay: decoupled with adamw, L2 with sgd",
        typeConverter=_convert.toFloat,
    )

    def __init__(self, *args: Any):
        super().__init__(*args)
        self._setDefault(
            activation="relu",
            averageEvery=1,
            balanceClasses=False,
            beta1=0.9,
            beta2=0.999,
            blockSize=128,
            checkpointInterval=1,
            classWeights=(),
            clipNorm=float("inf"),
            clipValue=float("inf"),
            dates="none",
            dropout=0.0,
            epsilon=1.0e-8,
            exchange="auto",
            featuresCol="features",
            hiddenLayers=(128,),
            init="xavier",
            initScale=1.0,
            l1=0.0,
            l2=0.0,
            labelCol="label",
            labelSmoothing=0.0,
            learningRate=0.005,
            maxCategories=1000,
            missing="error",
            missingFlag=False,
            momentum=0.9,
            nesterov=False,
            optimizer="adamw",
            patience=0,
            predictionCol="prediction",
            probabilityCol="probability",
            rawPredictionCol="rawPrediction",
            scaling="auto",
            schedule="one-cycle",
            seed=1,
            shards=0,
            stopOn="loss",
            tol=1.0e-6,
            unseen="other",
            validationFraction=0.0,
            warmup=0,
            weightDecay=0.0,
        )

    def getActivation(self) -> str:
        """Returns activation, or its default."""
        return self.getOrDefault(self.activation)

    def getAverageEvery(self) -> int:
        """Returns averageEvery, or its default."""
        return self.getOrDefault(self.averageEvery)

    def getBalanceClasses(self) -> bool:
        """Returns balanceClasses, or its default."""
        return self.getOrDefault(self.balanceClasses)

    def getBatchSize(self) -> int:
        """Returns batchSize, or its default."""
        return self.getOrDefault(self.batchSize)

    def getBeta1(self) -> float:
        """Returns beta1, or its default."""
        return self.getOrDefault(self.beta1)

    def getBeta2(self) -> float:
        """Returns beta2, or its default."""
        return self.getOrDefault(self.beta2)

    def getBlockSize(self) -> int:
        """Returns blockSize, or its default."""
        return self.getOrDefault(self.blockSize)

    def getCategoricalCols(self) -> List[str]:
        """Returns categoricalCols, or its default."""
        return self.getOrDefault(self.categoricalCols)

    def getCheckpointDir(self) -> str:
        """Returns checkpointDir, or its default."""
        return self.getOrDefault(self.checkpointDir)

    def getCheckpointInterval(self) -> int:
        """Returns checkpointInterval, or its default."""
        return self.getOrDefault(self.checkpointInterval)

    def getClassWeights(self) -> List[float]:
        """Returns classWeights, or its default."""
        return self.getOrDefault(self.classWeights)

    def getClipNorm(self) -> float:
        """Returns clipNorm, or its default."""
        return self.getOrDefault(self.clipNorm)

    def getClipValue(self) -> float:
        """Returns clipValue, or its default."""
        return self.getOrDefault(self.clipValue)

    def getDates(self) -> str:
        """Returns dates, or its default."""
        return self.getOrDefault(self.dates)

    def getDropout(self) -> float:
        """Returns dropout, or its default."""
        return self.getOrDefault(self.dropout)

    def getEpochs(self) -> int:
        """Returns epochs, or its default."""
        return self.getOrDefault(self.epochs if self.isSet(self.epochs) else self.maxIter)

    def getEpsilon(self) -> float:
        """Returns epsilon, or its default."""
        return self.getOrDefault(self.epsilon)

    def getExchange(self) -> str:
        """Returns exchange, or its default."""
        return self.getOrDefault(self.exchange)

    def getFeaturesCols(self) -> List[str]:
        """Returns featuresCols, or its default."""
        return self.getOrDefault(self.featuresCols)

    def getHiddenLayers(self) -> List[int]:
        """Returns hiddenLayers, or its default."""
        return self.getOrDefault(self.hiddenLayers)

    def getInit(self) -> str:
        """Returns init, or its default."""
        return self.getOrDefault(self.init)

    def getInitScale(self) -> float:
        """Returns initScale, or its default."""
        return self.getOrDefault(self.initScale)

    def getInitialWeights(self) -> Vector:
        """Returns initialWeights, or its default."""
        return self.getOrDefault(self.initialWeights)

    def getL1(self) -> float:
        """Returns l1, or its default."""
        return self.getOrDefault(self.l1)

    def getL2(self) -> float:
        """Returns l2, or its default."""
        return self.getOrDefault(self.l2)

    def getLabelSmoothing(self) -> float:
        """Returns labelSmoothing, or its default."""
        return self.getOrDefault(self.labelSmoothing)

    def getLayers(self) -> List[int]:
        """Returns layers, or its default."""
        return self.getOrDefault(self.layers)

    def getLearningRate(self) -> float:
        """Returns learningRate, or its default."""
        return self.getOrDefault(self.stepSize if self.isSet(self.stepSize) else self.learningRate)

    def getMaxCategories(self) -> int:
        """Returns maxCategories, or its default."""
        return self.getOrDefault(self.maxCategories)

    def getMaxIter(self) -> int:
        """Returns maxIter, or its default."""
        return self.getOrDefault(self.maxIter if self.isSet(self.maxIter) else self.epochs)

    def getMissing(self) -> str:
        """Returns missing, or its default."""
        return self.getOrDefault(self.missing)

    def getMissingFlag(self) -> bool:
        """Returns missingFlag, or its default."""
        return self.getOrDefault(self.missingFlag)

    def getMomentum(self) -> float:
        """Returns momentum, or its default."""
        return self.getOrDefault(self.momentum)

    def getNesterov(self) -> bool:
        """Returns nesterov, or its default."""
        return self.getOrDefault(self.nesterov)

    def getOptimizer(self) -> str:
        """Returns optimizer, or its default."""
        return self.getOrDefault(self.optimizer)

    def getPatience(self) -> int:
        """Returns patience, or its default."""
        return self.getOrDefault(self.patience)

    def getScaling(self) -> str:
        """Returns scaling, or its default."""
        return self.getOrDefault(self.scaling)

    def getSchedule(self) -> str:
        """Returns schedule, or its default."""
        return self.getOrDefault(self.schedule)

    def getSeed(self) -> int:
        """Returns seed, or its default."""
        return self.getOrDefault(self.seed)

    def getShards(self) -> int:
        """Returns shards, or its default."""
        return self.getOrDefault(self.shards)

    def getSolver(self) -> str:
        """Returns solver, or its default."""
        return self.getOrDefault(self.solver)

    def getStepSize(self) -> float:
        """Returns stepSize, or its default."""
        return self.getOrDefault(self.stepSize)

    def getStopOn(self) -> str:
        """Returns stopOn, or its default."""
        return self.getOrDefault(self.stopOn)

    def getThresholds(self) -> List[float]:
        """Returns thresholds, or its default."""
        return self.getOrDefault(self.thresholds)

    def getTol(self) -> float:
        """Returns tol, or its default."""
        return self.getOrDefault(self.tol)

    def getUnseen(self) -> str:
        """Returns unseen, or its default."""
        return self.getOrDefault(self.unseen)

    def getValidationFraction(self) -> float:
        """Returns validationFraction, or its default."""
        return self.getOrDefault(self.validationFraction)

    def getValidationIndicatorCol(self) -> str:
        """Returns validationIndicatorCol, or its default."""
        return self.getOrDefault(self.validationIndicatorCol)

    def getWarmup(self) -> int:
        """Returns warmup, or its default."""
        return self.getOrDefault(self.warmup)

    def getWeightDecay(self) -> float:
        """Returns weightDecay, or its default."""
        return self.getOrDefault(self.weightDecay)


class MlpClassifierSetters(LockstepEstimator[M]):
    """The estimator's keyword arguments and setters."""

    _cleared_by = {
        "epochs": ("maxIter",),
        "featuresCol": ("featuresCols",),
        "hiddenLayers": ("layers",),
        "layers": ("hiddenLayers",),
        "learningRate": ("stepSize",),
        "maxIter": ("epochs",),
        "optimizer": ("solver",),
        "solver": ("optimizer",),
        "stepSize": ("learningRate",),
        "validationFraction": ("validationIndicatorCol",),
        "validationIndicatorCol": ("validationFraction",),
    }

    @keyword_only
    def __init__(
        self,
        *,
        activation: str = "relu",
        averageEvery: int = 1,
        balanceClasses: bool = False,
        batchSize: Optional[int] = None,
        beta1: float = 0.9,
        beta2: float = 0.999,
        blockSize: int = 128,
        categoricalCols: Optional[Sequence[str]] = None,
        checkpointDir: Optional[str] = None,
        checkpointInterval: int = 1,
        classWeights: Floats = (),
        clipNorm: float = float("inf"),
        clipValue: float = float("inf"),
        dates: str = "none",
        dropout: float = 0.0,
        epochs: Optional[int] = None,
        epsilon: float = 1.0e-8,
        exchange: str = "auto",
        featuresCol: str = "features",
        featuresCols: Optional[Sequence[str]] = None,
        hiddenLayers: Union[Ints, str] = (128,),
        init: str = "xavier",
        initScale: float = 1.0,
        initialWeights: Optional[Floats] = None,
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        labelSmoothing: float = 0.0,
        layers: Optional[Union[Ints, str]] = None,
        learningRate: float = 0.005,
        maxCategories: int = 1000,
        maxIter: Optional[int] = None,
        missing: str = "error",
        missingFlag: bool = False,
        momentum: float = 0.9,
        nesterov: bool = False,
        optimizer: str = "adamw",
        patience: int = 0,
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        scaling: str = "auto",
        schedule: str = "one-cycle",
        seed: int = 1,
        shards: int = 0,
        solver: Optional[str] = None,
        stepSize: Optional[float] = None,
        stopOn: str = "loss",
        thresholds: Optional[Floats] = None,
        tol: float = 1.0e-6,
        unseen: str = "other",
        validationFraction: float = 0.0,
        validationIndicatorCol: Optional[str] = None,
        warmup: int = 0,
        weightCol: Optional[str] = None,
        weightDecay: float = 0.0,
    ):
        super().__init__()
        self._start(self._input_kwargs)  # type: ignore[attr-defined]

    @keyword_only
    def setParams(
        self: E,
        *,
        activation: str = "relu",
        averageEvery: int = 1,
        balanceClasses: bool = False,
        batchSize: Optional[int] = None,
        beta1: float = 0.9,
        beta2: float = 0.999,
        blockSize: int = 128,
        categoricalCols: Optional[Sequence[str]] = None,
        checkpointDir: Optional[str] = None,
        checkpointInterval: int = 1,
        classWeights: Floats = (),
        clipNorm: float = float("inf"),
        clipValue: float = float("inf"),
        dates: str = "none",
        dropout: float = 0.0,
        epochs: Optional[int] = None,
        epsilon: float = 1.0e-8,
        exchange: str = "auto",
        featuresCol: str = "features",
        featuresCols: Optional[Sequence[str]] = None,
        hiddenLayers: Union[Ints, str] = (128,),
        init: str = "xavier",
        initScale: float = 1.0,
        initialWeights: Optional[Floats] = None,
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        labelSmoothing: float = 0.0,
        layers: Optional[Union[Ints, str]] = None,
        learningRate: float = 0.005,
        maxCategories: int = 1000,
        maxIter: Optional[int] = None,
        missing: str = "error",
        missingFlag: bool = False,
        momentum: float = 0.9,
        nesterov: bool = False,
        optimizer: str = "adamw",
        patience: int = 0,
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        scaling: str = "auto",
        schedule: str = "one-cycle",
        seed: int = 1,
        shards: int = 0,
        solver: Optional[str] = None,
        stepSize: Optional[float] = None,
        stopOn: str = "loss",
        thresholds: Optional[Floats] = None,
        tol: float = 1.0e-6,
        unseen: str = "other",
        validationFraction: float = 0.0,
        validationIndicatorCol: Optional[str] = None,
        warmup: int = 0,
        weightCol: Optional[str] = None,
        weightDecay: float = 0.0,
    ) -> E:
        """Sets the params that are given."""
        return self._assign(**self._input_kwargs)  # type: ignore[attr-defined]

    def setActivation(self: E, value: str) -> E:
        """Sets activation."""
        return self._assign(activation=value)

    def setAverageEvery(self: E, value: int) -> E:
        """Sets averageEvery."""
        return self._assign(averageEvery=value)

    def setBalanceClasses(self: E, value: bool) -> E:
        """Sets balanceClasses."""
        return self._assign(balanceClasses=value)

    def setBatchSize(self: E, value: int) -> E:
        """Sets batchSize."""
        return self._assign(batchSize=value)

    def setBeta1(self: E, value: float) -> E:
        """Sets beta1."""
        return self._assign(beta1=value)

    def setBeta2(self: E, value: float) -> E:
        """Sets beta2."""
        return self._assign(beta2=value)

    def setBlockSize(self: E, value: int) -> E:
        """Sets blockSize."""
        return self._assign(blockSize=value)

    def setCategoricalCols(self: E, value: Sequence[str]) -> E:
        """Sets categoricalCols."""
        return self._assign(categoricalCols=value)

    def setCheckpointDir(self: E, value: str) -> E:
        """Sets checkpointDir."""
        return self._assign(checkpointDir=value)

    def setCheckpointInterval(self: E, value: int) -> E:
        """Sets checkpointInterval."""
        return self._assign(checkpointInterval=value)

    def setClassWeights(self: E, value: Floats) -> E:
        """Sets classWeights."""
        return self._assign(classWeights=value)

    def setClipNorm(self: E, value: float) -> E:
        """Sets clipNorm."""
        return self._assign(clipNorm=value)

    def setClipValue(self: E, value: float) -> E:
        """Sets clipValue."""
        return self._assign(clipValue=value)

    def setDates(self: E, value: str) -> E:
        """Sets dates."""
        return self._assign(dates=value)

    def setDropout(self: E, value: float) -> E:
        """Sets dropout."""
        return self._assign(dropout=value)

    def setEpochs(self: E, value: int) -> E:
        """Sets epochs; clears maxIter."""
        return self._assign(epochs=value)

    def setEpsilon(self: E, value: float) -> E:
        """Sets epsilon."""
        return self._assign(epsilon=value)

    def setExchange(self: E, value: str) -> E:
        """Sets exchange."""
        return self._assign(exchange=value)

    def setFeaturesCol(self: E, value: str) -> E:
        """Sets featuresCol; clears featuresCols."""
        return self._assign(featuresCol=value)

    def setFeaturesCols(self: E, value: Sequence[str]) -> E:
        """Sets featuresCols."""
        return self._assign(featuresCols=value)

    def setHiddenLayers(self: E, value: Union[Ints, str]) -> E:
        """Sets hiddenLayers; clears layers."""
        return self._assign(hiddenLayers=value)

    def setInit(self: E, value: str) -> E:
        """Sets init."""
        return self._assign(init=value)

    def setInitScale(self: E, value: float) -> E:
        """Sets initScale."""
        return self._assign(initScale=value)

    def setInitialWeights(self: E, value: Floats) -> E:
        """Sets initialWeights."""
        return self._assign(initialWeights=value)

    def setL1(self: E, value: float) -> E:
        """Sets l1."""
        return self._assign(l1=value)

    def setL2(self: E, value: float) -> E:
        """Sets l2."""
        return self._assign(l2=value)

    def setLabelCol(self: E, value: str) -> E:
        """Sets labelCol."""
        return self._assign(labelCol=value)

    def setLabelSmoothing(self: E, value: float) -> E:
        """Sets labelSmoothing."""
        return self._assign(labelSmoothing=value)

    def setLayers(self: E, value: Union[Ints, str]) -> E:
        """Sets layers; clears hiddenLayers."""
        return self._assign(layers=value)

    def setLearningRate(self: E, value: float) -> E:
        """Sets learningRate; clears stepSize."""
        return self._assign(learningRate=value)

    def setMaxCategories(self: E, value: int) -> E:
        """Sets maxCategories."""
        return self._assign(maxCategories=value)

    def setMaxIter(self: E, value: int) -> E:
        """Sets maxIter; clears epochs."""
        return self._assign(maxIter=value)

    def setMissing(self: E, value: str) -> E:
        """Sets missing."""
        return self._assign(missing=value)

    def setMissingFlag(self: E, value: bool) -> E:
        """Sets missingFlag."""
        return self._assign(missingFlag=value)

    def setMomentum(self: E, value: float) -> E:
        """Sets momentum."""
        return self._assign(momentum=value)

    def setNesterov(self: E, value: bool) -> E:
        """Sets nesterov."""
        return self._assign(nesterov=value)

    def setOptimizer(self: E, value: str) -> E:
        """Sets optimizer; clears solver."""
        return self._assign(optimizer=value)

    def setPatience(self: E, value: int) -> E:
        """Sets patience."""
        return self._assign(patience=value)

    def setPredictionCol(self: E, value: str) -> E:
        """Sets predictionCol."""
        return self._assign(predictionCol=value)

    def setProbabilityCol(self: E, value: str) -> E:
        """Sets probabilityCol."""
        return self._assign(probabilityCol=value)

    def setRawPredictionCol(self: E, value: str) -> E:
        """Sets rawPredictionCol."""
        return self._assign(rawPredictionCol=value)

    def setScaling(self: E, value: str) -> E:
        """Sets scaling."""
        return self._assign(scaling=value)

    def setSchedule(self: E, value: str) -> E:
        """Sets schedule."""
        return self._assign(schedule=value)

    def setSeed(self: E, value: int) -> E:
        """Sets seed."""
        return self._assign(seed=value)

    def setShards(self: E, value: int) -> E:
        """Sets shards."""
        return self._assign(shards=value)

    def setSolver(self: E, value: str) -> E:
        """Sets solver; clears optimizer."""
        return self._assign(solver=value)

    def setStepSize(self: E, value: float) -> E:
        """Sets stepSize; clears learningRate."""
        return self._assign(stepSize=value)

    def setStopOn(self: E, value: str) -> E:
        """Sets stopOn."""
        return self._assign(stopOn=value)

    def setThresholds(self: E, value: Floats) -> E:
        """Sets thresholds."""
        return self._assign(thresholds=value)

    def setTol(self: E, value: float) -> E:
        """Sets tol."""
        return self._assign(tol=value)

    def setUnseen(self: E, value: str) -> E:
        """Sets unseen."""
        return self._assign(unseen=value)

    def setValidationFraction(self: E, value: float) -> E:
        """Sets validationFraction; clears validationIndicatorCol."""
        return self._assign(validationFraction=value)

    def setValidationIndicatorCol(self: E, value: str) -> E:
        """Sets validationIndicatorCol; clears validationFraction."""
        return self._assign(validationIndicatorCol=value)

    def setWarmup(self: E, value: int) -> E:
        """Sets warmup."""
        return self._assign(warmup=value)

    def setWeightCol(self: E, value: str) -> E:
        """Sets weightCol."""
        return self._assign(weightCol=value)

    def setWeightDecay(self: E, value: float) -> E:
        """Sets weightDecay."""
        return self._assign(weightDecay=value)
