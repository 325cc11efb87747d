/**
 * The rules of the scheduled job: the days whose data it reads, the checks of data before training,
 * and whether a new model is better than the one in place. May import {@code text}, {@code linalg},
 * {@code model}, {@code recipe}, {@code report}, {@code report.paired}, {@code run} and {@code
 * data}.
 */
package dev.lockstep.retrain;
