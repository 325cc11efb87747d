/**
 * The page about a run, or about several side by side: what it reads, and its sections. May import
 * {@code run}, {@code report.html} and the packages below them.
 */
package dev.lockstep.report.page;
