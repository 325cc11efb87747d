# A program as it is written for Spark's classifier; it is given `spark` and `rows`.
import tempfile

from pyspark.ml import Pipeline
from pyspark.ml.classification import MultilayerPerceptronClassifier
from pyspark.ml.evaluation import MulticlassClassificationEvaluator

train, test = rows.randomSplit([0.6, 0.4], seed=1234)
trainer = MultilayerPerceptronClassifier(
    maxIter=100, layers=[2, 5, 4, 3], blockSize=128, seed=1234, solver="l-bfgs", tol=1e-4
)
trainer.setFeaturesCol("features").setLabelCol("label").setStepSize(0.05)
model = trainer.fit(train)
predicted = model.transform(test)
evaluator = MulticlassClassificationEvaluator(metricName="accuracy")
summary = model.summary()
with tempfile.TemporaryDirectory() as folder:
    model.write().overwrite().save(folder)
    again = type(model).load(folder)
    assert again.weights == model.weights
result = {
    "accuracy": evaluator.evaluate(predicted.select("prediction", "label")),
    "columns": predicted.columns,
    "layers": model.getLayers(),
    "params": [model.getMaxIter(), model.getSolver(), model.getTol(), model.getBlockSize()],
    "iterations": summary.totalIterations > 0 and len(summary.objectiveHistory) > 0,
    "evaluated": model.evaluate(test).accuracy,
    "precision": summary.precisionByLabel,
    "weighted": [summary.weightedRecall, summary.weightedFMeasure(2.0)],
    "shown": summary.predictions.columns,
    "predicted": model.predict(test.head().features),
}
