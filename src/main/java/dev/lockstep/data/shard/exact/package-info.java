/** Features that no float equals, beside a shard's floats. May import {@code data}. */
package dev.lockstep.data.shard.exact;
