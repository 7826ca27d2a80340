/**
 * The operation library: one stem per operation ({@code Foo.java}, {@code Foo.cl}, {@code FooReference.java}) and the
 * catalogue, from which the command line, the YAML checks, the docs, the benchmark and the tests read.
 *
 * <p>May import: {@code org.kachel.block}, {@code org.kachel.gpu}.
 */
package org.kachel.op;
