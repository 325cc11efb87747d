package dev.lockstep.recipe;

import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Optimizer;
import java.util.List;

/** A recipe that differs from another one in some of its parts, which are named as there. */
public final class RecipeBuilder {
  private Network network;
  private InputScaling scaling;
  private final Initialization initialization;
  private final Optimizer optimizer;
  private Clipping clipping;
  private Regularization regularization;
  private List<Float> classWeights;
  private Stopping stopping;
  private Decay schedule;
  private double learningRate;
  private final long warmup;
  private int epochs;
  private long batch;
  private int averageEvery;
  private int shards;
  private long seed;
  private String from;

  public RecipeBuilder(Recipe recipe) {
    network = recipe.network();
    scaling = recipe.scaling();
    initialization = recipe.initialization();
    optimizer = recipe.optimizer();
    clipping = recipe.clipping();
    regularization = recipe.regularization();
    classWeights = recipe.classWeights();
    stopping = recipe.stopping();
    schedule = recipe.schedule();
    learningRate = recipe.learningRate();
    warmup = recipe.warmup();
    epochs = recipe.epochs();
    batch = recipe.batch();
    averageEvery = recipe.averageEvery();
    shards = recipe.shards();
    seed = recipe.seed();
    from = recipe.from();
  }

  public RecipeBuilder network(Network value) {
    network = value;
    return this;
  }

  RecipeBuilder scaling(InputScaling value) {
    scaling = value;
    return this;
  }

  RecipeBuilder clipping(Clipping value) {
    clipping = value;
    return this;
  }

  RecipeBuilder regularization(Regularization value) {
    regularization = value;
    return this;
  }

  public RecipeBuilder classWeights(List<Float> value) {
    classWeights = value;
    return this;
  }

  public RecipeBuilder stopping(Stopping value) {
    stopping = value;
    return this;
  }

  RecipeBuilder schedule(Decay value) {
    schedule = value;
    return this;
  }

  RecipeBuilder learningRate(double value) {
    learningRate = value;
    return this;
  }

  public RecipeBuilder epochs(int value) {
    epochs = value;
    return this;
  }

  public RecipeBuilder batch(long value) {
    batch = value;
    return this;
  }

  RecipeBuilder averageEvery(int value) {
    averageEvery = value;
    return this;
  }

  public RecipeBuilder shards(int value) {
    shards = value;
    return this;
  }

  RecipeBuilder seed(long value) {
    seed = value;
    return this;
  }

  RecipeBuilder from(String value) {
    from = value;
    return this;
  }

  public Recipe build() {
    return new Recipe(
        network,
        scaling,
        initialization,
        optimizer,
        clipping,
        regularization,
        classWeights,
        stopping,
        schedule,
        learningRate,
        warmup,
        epochs,
        batch,
        averageEvery,
        shards,
        seed,
        from);
  }
}
