/**
 * The planner (pure), one class per kind of phase, the runner, the report. The only room with Spark in it.
 *
 * <p>May import: all of ours.
 */
package org.kachel.job;
