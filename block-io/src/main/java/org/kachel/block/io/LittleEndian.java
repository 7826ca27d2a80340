package org.kachel.block.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers inside byte arrays, and the turning of big-endian arrays into little-endian ones. */
final class LittleEndian {
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    /** Reverses the bytes of each element of {@code size} bytes among {@code length} bytes from {@code offset}. */
    static void swap(byte[] bytes, int offset, int length, int size) {
        int end = offset + length;
        switch (size) {
            case 2 -> {
                for (int i = offset; i < end; i += 2)
                    SHORT.set(bytes, i, Short.reverseBytes((short) SHORT.get(bytes, i)));
            }
            case 4 -> {
                for (int i = offset; i < end; i += 4) INT.set(bytes, i, Integer.reverseBytes((int) INT.get(bytes, i)));
            }
            case 8 -> {
                for (int i = offset; i < end; i += 8) LONG.set(bytes, i, Long.reverseBytes((long) LONG.get(bytes, i)));
            }
            default -> {}
        }
    }
}
