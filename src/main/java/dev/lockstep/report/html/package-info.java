/**
 * Pages without scripts: elements, charts, pictures. It knows nothing of runs. May import {@code
 * text}.
 */
package dev.lockstep.report.html;
