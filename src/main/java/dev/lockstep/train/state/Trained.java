package dev.lockstep.train.state;

import dev.lockstep.report.Validation;
import dev.lockstep.train.exchange.Timing;
import java.util.List;

/**
 * What training leaves.
 *
 * @param parameters the network's, [P]; with early stopping, those after the best epoch
 * @param epochSha256 of the weights after each epoch
 * @param validation of each epoch, where there is a validation set
 * @param timing how long it took, from the state that it went on from
 * @param overall from the recipe's initial parameters, whoever trained before
 */
public record Trained(
    float[] parameters,
    List<String> epochSha256,
    List<Validation> validation,
    Timing timing,
    OverallTiming overall) {}
