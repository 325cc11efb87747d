/** Downloads of public data sets: whole and right files, or none. No Spark. */
package dev.lockstep.data.fetch;
