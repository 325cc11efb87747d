package dev.lockstep.run;

/** What is known of a process. */
enum Life {
  ALIVE,
  DEAD,
  UNKNOWN
}
