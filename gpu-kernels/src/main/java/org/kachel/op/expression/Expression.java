package org.kachel.op.expression;

import java.io.Serializable;

/** A node of an element-wise expression. */
public interface Expression extends Serializable {}
