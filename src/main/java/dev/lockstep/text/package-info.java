/** Text that a person reads in a terminal. May import nothing of Lockstep's. */
package dev.lockstep.text;
