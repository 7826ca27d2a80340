/**
 * The OpenCL runtime behind {@code org.kachel.gpu}: devices, queues, program cache, buffer pool, pinned staging. The only
 * package that imports JOCL.
 */
package org.kachel.gpu.jocl;
