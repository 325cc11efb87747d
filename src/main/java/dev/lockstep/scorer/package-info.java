/**
 * Scoring with a saved model, with nothing but the JDK: a jar of its own ({@code
 * lockstep-scorer.jar}) holds this package and the ones that it uses. May import {@code text},
 * {@code linalg}, {@code linalg.exact}, {@code input}, {@code nn} and {@code model}.
 */
package dev.lockstep.scorer;
