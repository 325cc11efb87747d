/** Two models on the same examples. May import {@code report}. */
package dev.lockstep.report.paired;
