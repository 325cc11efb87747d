package dev.lockstep.ml.param;

/**
 * The setters of all of Lockstep's estimators.
 *
 * @param <E> the estimator, which setters return
 */
public interface MlpSetters<E>
    extends MlpParams,
        NetworkSetters<E>,
        OptimizerSetters<E>,
        StoppingSetters<E>,
        ColumnSetters<E> {}
