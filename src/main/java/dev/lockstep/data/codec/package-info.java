/** Unpacks compressed text and limits the length of its lines. Imports nothing of Lockstep's. */
package dev.lockstep.data.codec;
