/** What a person reads: progress, summaries, measures. May import {@code model} and {@code nn}. */
package dev.lockstep.report;
