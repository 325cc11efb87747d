/** Downloads of public data sets: complete and right files, or none. No Spark. */
package dev.lockstep.data.fetch;
