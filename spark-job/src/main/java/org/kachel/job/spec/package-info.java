/**
 * What the user asks for: the pipeline file, {@code --set} and the commands' options as records, checked against the catalogue
 * of operations. A mistake is told with its line and, where a word is nearly right, with the right one.
 *
 * <p>May import: {@code org.kachel.op}, {@code org.kachel.block}; YAML. No other room.
 */
package org.kachel.job.spec;
