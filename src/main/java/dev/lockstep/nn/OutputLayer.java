package dev.lockstep.nn;

/**
 * The part of a {@link Network} that its loss function works on.
 *
 * @param outputs C, the layer's width
 * @param activation LINEAR where the loss has its own output function
 * @param parameter the loss' free number
 */
record OutputLayer(int outputs, Activation activation, float parameter) {}
