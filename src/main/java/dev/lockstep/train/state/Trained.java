package dev.lockstep.train.state;

import dev.lockstep.report.Validation;
import dev.lockstep.train.exchange.ExchangeUse;
import dev.lockstep.train.exchange.Timing;
import java.util.List;

/**
 * The result of training.
 *
 * @param parameters the network's, [P]; with early stopping, those after the best epoch
 * @param epochSha256 of the weights after each epoch
 * @param validation of each epoch, if there is a validation set
 * @param timing of this training, from the state at which it began
 * @param overall from the recipe's initial parameters, over all trainings before
 * @param exchange which one it had
 */
public record Trained(
    float[] parameters,
    List<String> epochSha256,
    List<Validation> validation,
    Timing timing,
    OverallTiming overall,
    ExchangeUse exchange) {}
