/**
 * The commands that read a registry and choose its champion. May import {@code cli.shell}, {@code
 * cli.option} and {@code registry}.
 */
package dev.lockstep.cli.registry;
