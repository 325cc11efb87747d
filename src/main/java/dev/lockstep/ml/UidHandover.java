package dev.lockstep.ml;

/**
 * Carries a stage's uid into the constructors of its superclasses. These make parameters that bear
 * the uid, before a Java subclass can set a field; a Scala subclass can.
 */
final class UidHandover {
  private static final ThreadLocal<String> UNDER_CONSTRUCTION = new ThreadLocal<>();

  private final String uid;

  private UidHandover(String uid) {
    this.uid = uid;
  }

  /** Before the superclass' constructor is called, in the arguments of another one. */
  static UidHandover of(String uid) {
    UNDER_CONSTRUCTION.set(uid);
    return new UidHandover(uid);
  }

  /** What a stage's {@code uid()} returns while its own field is not set. */
  static String current() {
    return UNDER_CONSTRUCTION.get();
  }

  /** Once the superclass' constructor has returned. */
  String take() {
    UNDER_CONSTRUCTION.remove();
    return uid;
  }
}
