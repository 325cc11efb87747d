/**
 * Sums of arrays whose bits depend neither on the order nor on the grouping of the addends. May
 * import {@code linalg}, and else the JDK only.
 */
package dev.lockstep.linalg.exact;
