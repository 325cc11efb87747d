package dev.lockstep.ml;

/**
 * Carries a stage's uid into the constructors of its superclasses. These make parameters that bear
 * the uid, before a Java subclass can set a field; a Scala subclass can set it first.
 */
final class UidHandover {
  private static final ThreadLocal<String> UNDER_CONSTRUCTION = new ThreadLocal<>();

  private final String uid;

  private UidHandover(String uid) {
    this.uid = uid;
  }

  /** Sets the uid; called in the arguments of the superclass's constructor, and so before it. */
  static UidHandover of(String uid) {
    UNDER_CONSTRUCTION.set(uid);
    return new UidHandover(uid);
  }

  /** Returns the uid for a stage's {@code uid()} while its own field is not set. */
  static String current() {
    return UNDER_CONSTRUCTION.get();
  }

  /** Returns the uid and clears it, after the superclass's constructor has returned. */
  String take() {
    UNDER_CONSTRUCTION.remove();
    return uid;
  }
}
