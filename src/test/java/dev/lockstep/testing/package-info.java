/** What tests of several packages share. */
package dev.lockstep.testing;
