/**
 * Text for people: progress, summaries, measures. May import {@code text}, {@code linalg}, {@code
 * input}, {@code nn} and {@code model}.
 */
package dev.lockstep.report;
