/**
 * The params of Lockstep's estimators and of their models, which have the same ones: interfaces
 * with getters for both and with setters for estimators, and the table that holds a stage's params.
 * May import {@code text}, {@code nn}, {@code recipe}, {@code train.exchange} and {@code
 * data.files}.
 */
package dev.lockstep.ml.param;
