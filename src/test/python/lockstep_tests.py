"""Tests of dev.lockstep.ml under a real PySpark: spark-submit lockstep_tests.py (PySparkTest).

Rows are made in the JVM, so that no worker of Python's is needed.
"""

import os
import pickle
import tempfile
import unittest

import numpy as np

from pyspark.errors import IllegalArgumentException
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import OneVsRest, OneVsRestModel
from pyspark.ml.evaluation import MulticlassClassificationEvaluator, RegressionEvaluator
from pyspark.ml.feature import StringIndexer, VectorAssembler
from pyspark.ml.linalg import Vectors
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
)
from pyspark.sql import SparkSession

from dev.lockstep.ml import MlpClassificationModel, MlpClassifier, MlpRegressionModel, MlpRegressor

spark = SparkSession.builder.getOrCreate()
spark.sparkContext.setLogLevel("OFF")
raw = spark.sql(
    "select id % 3 as label, concat('class ', id % 3) as name, 1.0 + id % 2 as weight,"
    " sin(id * 0.1) + (id % 3) * 3 as a, cos(id * 0.1) as b from range(150)"
)
assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
rows = assembler.transform(raw).cache()


def small(**more):
    return MlpClassifier(hiddenLayers=[4], epochs=2, batchSize=50, **more)


class ParamsTest(unittest.TestCase):
    def test_numbers_of_python_and_of_numpy_are_taken(self):
        mlp = MlpClassifier(
            hiddenLayers=np.array([8, 4], dtype=np.int32),
            epochs=np.int16(3),
            learningRate=1,
            dropout=np.float32(0.5),
            seed=np.int64(2**40),
            nesterov=np.bool_(True),
            classWeights=(1, 2.5, np.float32(3)),
        )
        self.assertEqual(mlp.getHiddenLayers(), [8, 4])
        self.assertEqual((mlp.getEpochs(), mlp.getMaxIter(), mlp.getSeed()), (3, 3, 2**40))
        self.assertEqual((mlp.getLearningRate(), mlp.getDropout()), (1.0, 0.5))
        self.assertIs(mlp.getNesterov(), True)
        self.assertEqual(mlp.getClassWeights(), [1.0, 2.5, 3.0])
        self.assertEqual(mlp.setHiddenLayers("16, 8").getHiddenLayers(), [16, 8])
        self.assertEqual(mlp.setHiddenLayers(range(1, 3)).getHiddenLayers(), [1, 2])
        self.assertEqual(mlp.setInitialWeights([1, 2]).getInitialWeights(), Vectors.dense(1, 2))

    def test_a_setter_clears_what_says_the_same(self):
        mlp = small()
        mlp.setMaxIter(5).setLayers([2, 4, 3])
        self.assertFalse(mlp.isSet(mlp.epochs) or mlp.isSet(mlp.hiddenLayers))
        self.assertEqual((mlp.getEpochs(), mlp.getLayers()), (5, [2, 4, 3]))
        mlp.setParams(epochs=6, hiddenLayers=[4], seed=None)
        self.assertFalse(mlp.isSet(mlp.maxIter) or mlp.isSet(mlp.layers))
        self.assertEqual((mlp.getMaxIter(), mlp.getSeed()), (6, 1))
        mlp.setStepSize(0.5).setSolver("gd")
        self.assertEqual((mlp.getLearningRate(), mlp.getSolver()), (0.5, "gd"))
        mlp.setLearningRate(0.1).setOptimizer("sgd")
        self.assertEqual(mlp.getLearningRate(), 0.1)
        self.assertFalse(mlp.isSet(mlp.stepSize) or mlp.isSet(mlp.solver))
        mlp._transfer_params_to_java()
        self.assertFalse(mlp._java_obj.isSet(mlp._java_obj.getParam("maxIter")))

    def test_a_wrong_value_is_refused_by_the_line_that_sets_it(self):
        mlp = small()
        for wrong, error, message in [
            (lambda: mlp.setEpochs("ten"), TypeError, "epochs: 'ten' is not a whole number"),
            (lambda: mlp.setEpochs(1.5), TypeError, "epochs: 1.5 is not a whole number"),
            (lambda: mlp.setEpochs(True), TypeError, "epochs: True is not a whole number"),
            (lambda: mlp.setEpochs(2**31), TypeError, "epochs: 2147483648 is too large"),
            (lambda: mlp.setHiddenLayers("16;8"), TypeError, "hiddenLayers: '16;8' is not a list"),
            (lambda: mlp.setLayers([[2, 3]]), TypeError, "layers: [2, 3] is not a whole number"),
            (
                lambda: MlpClassifier(learningRate=-1),
                IllegalArgumentException,
                "learningRate must be positive: -1.0",
            ),
            (
                lambda: MlpClassifier(optimizer="adam"),
                IllegalArgumentException,
                "optimizer: 'adam' is not one of adamw, sgd, lbfgs",
            ),
        ]:
            with self.assertRaises(error) as raised:
                wrong()
            self.assertTrue(str(raised.exception).startswith(message), str(raised.exception))
        self.assertEqual(mlp.getEpochs(), 2)

    def test_params_are_copied_pickled_and_explained(self):
        mlp = small(initialWeights=range(100))
        other = mlp.copy({mlp.epochs: np.int32(7)})
        self.assertEqual((mlp.getEpochs(), other.getEpochs(), other.uid), (2, 7, mlp.uid))
        params = pickle.loads(pickle.dumps({mlp.hiddenLayers: [3], mlp.seed: 5}))
        self.assertEqual(mlp.copy(params).getHiddenLayers(), [3])
        text = mlp.explainParams()
        self.assertIn("(default: [128], current: [4])", text)
        self.assertIn("(current: [0.0, 1.0, 2.0, ... 100 in all])", text)
        self.assertNotIn("@", text)

    def test_a_saved_estimator_keeps_what_was_set(self):
        with tempfile.TemporaryDirectory() as folder:
            mlp = small(classWeights=[1, 2, 3], weightCol="weight")
            mlp.save(os.path.join(folder, "mlp"))
            loaded = MlpClassifier.load(os.path.join(folder, "mlp"))
        self.assertEqual(loaded.explainParams(), mlp.explainParams())
        self.assertEqual(loaded.uid, mlp.uid)
        self.assertFalse(loaded.isSet(loaded.learningRate))


class ModelTest(unittest.TestCase):
    def test_the_model_is_that_of_the_jvm(self):
        model = small(seed=7, weightCol="weight").fit(rows)
        jvm = spark._jvm.dev.lockstep.ml.MlpClassifier()
        jvm.set(jvm.getParam("hiddenLayers").w([4]))
        for name, value in [("epochs", 2), ("batchSize", 50), ("seed", 7), ("weightCol", "weight")]:
            jvm.set(jvm.getParam(name).w(value))
        jvm = jvm.fit(rows._jdf)
        self.assertEqual(model.weightsSha256, jvm.weightsSha256())
        self.assertEqual((model.getLayers(), model.numClasses), ([2, 4, 3], 3))
        self.assertEqual((model.weights.size, model.numFeatures), (27, 2))
        self.assertEqual((model.getHiddenLayers(), model.getSeed()), ([4], 7))
        self.assertEqual(model.classNames, ["0", "1", "2"])

    def test_summary_and_evaluation_have_attributes(self):
        model = small().fit(rows)
        summary = model.summary
        self.assertEqual(summary.totalIterations, 2)
        self.assertEqual(len(summary.objectiveHistory), 2)
        self.assertEqual(model.summary().objectiveHistory, summary.objectiveHistory)
        self.assertRegex(
            repr(summary), r"^MlpTrainingSummary\(2 epochs of 150 examples, mean loss [\d.]+, "
        )
        figures = model.evaluate(rows)
        self.assertEqual(np.sum(figures.confusion), 150)
        self.assertEqual(figures.accuracy, np.trace(figures.confusion) / 150)
        self.assertRegex(repr(figures), r"^MlpEvaluation\(accuracy [\d.]+% \(\d+ of 150\), mean ")

    def test_the_measures_are_sparks(self):
        model = small(seed=2).fit(rows)
        few = rows.filter("b > -0.5")
        predicted = model.transform(few)
        figures = model.evaluate(few)
        self.assertEqual(figures.predictions.collect(), predicted.collect())
        evaluator = MulticlassClassificationEvaluator(beta=2.0)

        def sparks(name, label=0):
            return evaluator.setMetricName(name).setMetricLabel(float(label)).evaluate(predicted)

        for name, ours in [
            ("accuracy", figures.accuracy),
            ("weightedPrecision", figures.weightedPrecision),
            ("weightedRecall", figures.weightedRecall),
            ("weightedTruePositiveRate", figures.weightedTruePositiveRate),
            ("weightedFalsePositiveRate", figures.weightedFalsePositiveRate),
            ("weightedFMeasure", figures.weightedFMeasure(2.0)),
        ]:
            self.assertAlmostEqual(ours, sparks(name), places=12, msg=name)
        for name, ours in [
            ("precisionByLabel", figures.precisionByLabel),
            ("recallByLabel", figures.recallByLabel),
            ("truePositiveRateByLabel", figures.truePositiveRateByLabel),
            ("falsePositiveRateByLabel", figures.falsePositiveRateByLabel),
            ("fMeasureByLabel", figures.fMeasureByLabel(2.0)),
        ]:
            for label in (0, 1, 2):
                self.assertAlmostEqual(ours[label], sparks(name, label), places=12, msg=name)
        self.assertEqual(figures.labels, [0.0, 1.0, 2.0])
        self.assertEqual(model.summary.confusion, model.evaluate(rows).confusion)
        self.assertEqual(model.summary.predictions.count(), 150)

    def test_one_row_is_a_list_an_array_or_a_vector(self):
        model = small().fit(rows)
        expected = model.predict(Vectors.dense(1, 2))
        self.assertEqual(model.predict([1, 2]), expected)
        self.assertEqual(model.predict(np.array([1, 2], dtype=np.float32)), expected)
        self.assertAlmostEqual(sum(model.predictProbability((1, 2))), 1, places=6)

    def test_wrong_data_are_one_line(self):
        model = small().fit(rows)
        for wrong, message in [
            (
                lambda: small().fit(rows.withColumn("label", rows.label + 0.5)),
                "column label: label 0.5 is not a whole number from 0",
            ),
            (
                lambda: model.predict([1]),
                "column features: a vector of 1 features, where 2 are expected",
            ),
            (
                lambda: MlpClassifier(epochs=1, maxIter=2).fit(rows),
                "both epochs and maxIter are set; set one of them",
            ),
            (lambda: MlpClassificationModel.fromRun("/none"), "/none: no such file"),
        ]:
            with self.assertRaises(IllegalArgumentException) as raised:
                wrong()
            self.assertEqual(str(raised.exception), message)
            self.assertIsNone(raised.exception.__cause__)

    def test_a_model_that_was_read_has_no_summary(self):
        model = small(predictionCol="guess").fit(rows)
        with tempfile.TemporaryDirectory() as folder:
            model.write().overwrite().save(folder)
            loaded = MlpClassificationModel.load(folder)
        self.assertEqual(loaded.weightsSha256, model.weightsSha256)
        self.assertEqual(loaded.getPredictionCol(), "guess")
        self.assertEqual(loaded.copy().weightsSha256, model.weightsSha256)
        self.assertFalse(loaded.hasSummary)
        with self.assertRaisesRegex(RuntimeError, "has no training summary"):
            loaded.summary


class RegressorTest(unittest.TestCase):
    def test_a_number_is_learned(self):
        mlp = MlpRegressor(hiddenLayers=[4], epochs=3, batchSize=50, labelCol="a", loss="huber")
        self.assertEqual((mlp.getLoss(), mlp.setDelta(2).getDelta()), ("huber", 2.0))
        model = mlp.fit(rows)
        figures = model.evaluate(rows)
        evaluator = RegressionEvaluator(labelCol="a")
        for name, ours in [
            ("rmse", figures.rootMeanSquaredError),
            ("mse", figures.meanSquaredError),
            ("mae", figures.meanAbsoluteError),
            ("r2", figures.r2),
        ]:
            sparks = evaluator.setMetricName(name).evaluate(figures.predictions)
            self.assertAlmostEqual(ours, sparks, places=6, msg=name)
        self.assertEqual((figures.count, figures.coverage >= 0), (150, True))
        self.assertTrue(np.isnan(figures.meanDeviance))
        self.assertRegex(repr(figures), r"^MlpRegressionEvaluation\(RMSE [\d.]+, MAE ")
        self.assertRegex(repr(model.summary), r"^MlpRegressionSummary\(3 epochs of 150 ")
        self.assertEqual(model.summary.validationRmses, [])
        with tempfile.TemporaryDirectory() as folder:
            PipelineModel([model]).write().overwrite().save(folder)
            loaded = PipelineModel.load(folder).stages[0]
        self.assertIsInstance(loaded, MlpRegressionModel)
        self.assertEqual(loaded.predict([1, 2]), model.predict((1, 2)))
        self.assertEqual((loaded.getLoss(), loaded.getEpochs()), ("huber", 3))

    def test_columns_of_a_table_need_no_pipeline(self):
        mlp = MlpRegressor(labelCol="b", featuresCols=["a", "name"], epochs=1, missing="mean")
        self.assertEqual(mlp.getFeaturesCols(), ["a", "name"])
        self.assertEqual(mlp.fit(raw).transform(raw).select("prediction").count(), 150)


class ModelParamsTest(unittest.TestCase):
    def test_columns_and_thresholds_of_a_model_can_be_changed(self):
        model = small().fit(rows)
        model.setPredictionCol("guess").setProbabilityCol("p").setRawPredictionCol("r")
        model.setThresholds(np.array([1e9, 1e9, 1], dtype=np.float32))
        moved = model.setFeaturesCol("x").transform(rows.withColumnRenamed("features", "x"))
        self.assertEqual(moved.columns[-3:], ["r", "p", "guess"])
        self.assertEqual([row[0] for row in moved.select("guess").distinct().collect()], [2.0])
        copied = model.copy({model.predictionCol: "other"})
        self.assertEqual((copied.getPredictionCol(), model.getPredictionCol()), ("other", "guess"))
        self.assertEqual(copied.getThresholds()[2], 1.0)


class StagesTest(unittest.TestCase):
    def test_a_pipeline_is_fitted_saved_and_loaded(self):
        indexer = StringIndexer(inputCol="name", outputCol="index")
        mlp = small(labelCol="index")
        with tempfile.TemporaryDirectory() as folder:
            pipeline = Pipeline(stages=[indexer, assembler, mlp])
            pipeline.save(os.path.join(folder, "pipeline"))
            fitted = Pipeline.load(os.path.join(folder, "pipeline")).fit(raw)
            fitted.save(os.path.join(folder, "model"))
            loaded = PipelineModel.load(os.path.join(folder, "model"))
        self.assertIsInstance(loaded.stages[2], MlpClassificationModel)
        self.assertEqual(loaded.stages[2].classNames, ["class 0", "class 1", "class 2"])
        columns = ("prediction", "probability")
        predicted = fitted.transform(raw).select(*columns).collect()
        self.assertEqual(loaded.transform(raw).select(*columns).collect(), predicted)

    def test_settings_are_tuned(self):
        mlp = small()
        grid = ParamGridBuilder().addGrid(mlp.hiddenLayers, [[2], np.array([6])])
        grid = grid.addGrid(mlp.learningRate, [1]).build()
        evaluator = MulticlassClassificationEvaluator(metricName="accuracy")
        search = {"estimatorParamMaps": grid, "evaluator": evaluator, "parallelism": 2, "seed": 1}
        pipeline = Pipeline(stages=[mlp])
        split = TrainValidationSplit(estimator=pipeline, **search).fit(rows)
        self.assertEqual(len(split.validationMetrics), 2)
        tuned = CrossValidator(estimator=mlp, numFolds=2, **search).fit(rows)
        self.assertEqual(len(tuned.avgMetrics), 2)
        with tempfile.TemporaryDirectory() as folder:
            tuned.save(os.path.join(folder, "tuned"))
            loaded = CrossValidatorModel.load(os.path.join(folder, "tuned"))
        self.assertEqual(loaded.bestModel.weightsSha256, tuned.bestModel.weightsSha256)
        self.assertEqual(loaded.avgMetrics, tuned.avgMetrics)
        for one, widths in zip(loaded.getEstimatorParamMaps(), [[2], [6]]):
            values = {param.name: value for param, value in one.items()}
            self.assertEqual(list(values["hiddenLayers"]), widths)
            self.assertEqual(values["learningRate"], 1.0)

    def test_one_against_the_rest(self):
        model = OneVsRest(classifier=small(), weightCol="weight").fit(rows)
        self.assertEqual([one.numClasses for one in model.models], [2, 2, 2])
        with tempfile.TemporaryDirectory() as folder:
            model.save(os.path.join(folder, "rest"))
            loaded = OneVsRestModel.load(os.path.join(folder, "rest"))
        self.assertEqual(
            [one.weightsSha256 for one in loaded.models],
            [one.weightsSha256 for one in model.models],
        )


class ImportTest(unittest.TestCase):
    """A program for Spark's classifier, in which only the import is exchanged."""

    SPARKS = "from pyspark.ml.classification import MultilayerPerceptronClassifier\n"
    OURS = "from dev.lockstep.ml import MlpClassifier as MultilayerPerceptronClassifier\n"

    def test_a_program_runs_with_another_import(self):
        with open(os.path.join(os.path.dirname(__file__), "sparks_classifier.py")) as file:
            program = file.read()
        self.assertEqual(program.count(self.SPARKS), 1)
        results = []
        for text in (program, program.replace(self.SPARKS, self.OURS)):
            names = {"spark": spark, "rows": rows}
            exec(compile(text, "sparks_classifier.py", "exec"), names)
            results.append(names["result"])
        sparks, ours = results
        self.assertEqual(list(ours), list(sparks))
        self.assertEqual(ours["layers"], sparks["layers"])
        self.assertEqual(ours["columns"], sparks["columns"])
        self.assertEqual(ours["params"], sparks["params"])
        self.assertEqual(ours["shown"], sparks["shown"])
        self.assertGreater(ours["accuracy"], 0.9)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
