package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/** Turns bytes into fewer bytes and back. Thread-safe. */
interface Codec {
    /** The name in messages and in {@link VolumeSpec#codec}. */
    String name();

    /**
     * The plain bytes of {@code encoded}, which is backed by an array, as is the result: by {@code encoded}'s, by one of
     * {@code memory}, or by one of its own.
     *
     * <p>*Errors*: {@link IOException} where the data is corrupt or holds more than {@code size} bytes; fewer bytes are
     * returned as they are, and the caller complains.
     *
     * @param memory gives an array of that length, with any contents
     */
    ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException;

    /**
     * The most bytes that {@code encoded}, which need not be sound, can decode to: so much memory may be asked for, whatever
     * its headers and the array's metadata say.
     */
    long most(ByteBuffer encoded);

    /** The most bytes that {@code size} plain bytes can become. */
    int bound(int size);

    /** Encodes the first {@code length} bytes of {@code plain} into {@code into} from {@code at}; returns how many it wrote. */
    int encode(byte[] plain, int length, byte[] into, int at) throws IOException;
}
