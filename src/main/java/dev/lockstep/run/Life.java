package dev.lockstep.run;

/** The known state of a process. */
enum Life {
  ALIVE,
  DEAD,
  UNKNOWN
}
