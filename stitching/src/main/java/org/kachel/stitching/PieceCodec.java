package org.kachel.stitching;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Many pieces as one array of bytes: with tiny blocks there are millions of them, each of a few bytes. */
public final class PieceCodec {
    private PieceCodec() {}

    public static byte[] encode(List<Piece> pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(pieces.size());
            for (Piece piece : pieces) piece.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static List<Piece> decode(byte[] bytes) {
        List<Piece> pieces = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int left = in.readInt(); left > 0; left--) pieces.add(Piece.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pieces;
    }
}
