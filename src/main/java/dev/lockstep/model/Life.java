package dev.lockstep.model;

/** What is known of a process. */
enum Life {
  ALIVE,
  DEAD,
  UNKNOWN
}
