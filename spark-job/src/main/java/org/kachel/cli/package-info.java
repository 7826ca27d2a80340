/** The command line, one file per command. */
package org.kachel.cli;
