/**
 * The rules of the scheduled job: the days whose data it reads, the checks of data before training,
 * and whether a new model is better than the one in place. May import {@code text}, {@code linalg},
 * {@code input}, {@code model}, {@code report}, {@code report.paired} and {@code data}.
 */
package dev.lockstep.retrain;
