/** Text for people: progress, summaries, measures. May import {@code model} and {@code nn}. */
package dev.lockstep.report;
