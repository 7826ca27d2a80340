package org.kachel.block.io;

import ij.io.FileInfo;
import ij.io.ImageReader;
import ij.io.TiffDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.kachel.block.VoxelType;

/**
 * The planes of a TIFF file: an ImageJ hyperstack (channel fastest, then z, then time), or one plane a page as z. ImageJ's
 * decoder reads the tags; pixels are taken strip by strip in their own type, never the whole stack. Thread-safe.
 */
public final class TiffStack implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final FileInfo[] pages;
    private final FileInfo first;
    private final VoxelType type;
    private final int planes;
    private final Map<String, String> description;

    private TiffStack(Path file, FileChannel channel, FileInfo[] pages) throws IOException {
        this.file = file;
        this.channel = channel;
        this.pages = pages;
        this.first = pages[0];
        this.type = type(first);
        this.planes = pages.length > 1 ? pages.length : Math.max(1, first.nImages);
        this.description = description(first.description);
        check();
    }

    /** *Errors*: {@link VolumeException} where it is no TIFF, or one of tiles, colours or sizes that are not read. */
    public static TiffStack open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new VolumeException("there is no file " + file);
        FileChannel channel = FileChannel.open(file);
        try {
            TiffDirectories.check(channel);
            return new TiffStack(file, channel, pages(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (e instanceof VolumeException && e.getMessage().startsWith(file.toString())) throw e;
            throw new VolumeException(file + " is no TIFF that can be read: " + e.getMessage(), e);
        }
    }

    private static FileInfo[] pages(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        String folder = absolute.getParent() + java.io.File.separator;
        FileInfo[] pages = new TiffDecoder(folder, absolute.getFileName().toString()).getTiffInfo();
        if (pages == null || pages.length == 0) throw new VolumeException("there is no page in it");
        for (FileInfo page : pages) if (page == null) throw new VolumeException("one of its pages is broken");
        return pages;
    }

    private VoxelType type(FileInfo page) throws VolumeException {
        return switch (page.fileType) {
            case FileInfo.GRAY8, FileInfo.COLOR8 -> VoxelType.UINT8;
            case FileInfo.GRAY16_UNSIGNED -> VoxelType.UINT16;
            case FileInfo.GRAY16_SIGNED -> VoxelType.INT16;
            case FileInfo.GRAY32_UNSIGNED -> VoxelType.UINT32;
            case FileInfo.GRAY32_INT -> VoxelType.INT32;
            case FileInfo.GRAY32_FLOAT -> VoxelType.FLOAT32;
            case FileInfo.GRAY64_FLOAT -> VoxelType.FLOAT64;
            default ->
                throw new VolumeException(file + " holds pixels of the kind " + kind(page)
                        + "; known are gray values of 8, 16, 32 bits and 64-bit floats");
        };
    }

    private static String kind(FileInfo page) {
        return switch (page.fileType) {
            case FileInfo.RGB, FileInfo.RGB_PLANAR, FileInfo.RGB48, FileInfo.RGB48_PLANAR -> "RGB";
            case FileInfo.BITMAP -> "1 bit";
            default -> page.getBytesPerPixel() + " bytes (ImageJ's number " + page.fileType + ")";
        };
    }

    private void check() throws IOException {
        for (FileInfo page : pages) {
            if (page.width != first.width || page.height != first.height || page.fileType != first.fileType)
                throw new VolumeException("%s: its pages differ in size or type (%dx%d %s, %dx%d %s)"
                        .formatted(file, first.width, first.height, type, page.width, page.height, kind(page)));
            if (page.compression == FileInfo.JPEG || page.compression == FileInfo.COMPRESSION_UNKNOWN)
                throw new VolumeException(
                        file + " has a compression that is not known; known are none, LZW, PackBits, Deflate");
            if (page.width < 1 || page.height < 1 || (long) page.width * page.height * type.bytes() > 1 << 30)
                throw new VolumeException(
                        "%s: a plane of %d x %d is not read".formatted(file, page.width, page.height));
        }
        long stated = (long) channels() * sizeZ() * times();
        if (stated != planes)
            throw new VolumeException("%s has %d planes, but its description says %d channels, %d slices, %d times"
                    .formatted(file, planes, channels(), sizeZ(), times()));
        requireHolds((long) rowBytes() * first.height);
    }

    /** Whether the file can hold its planes at all, so that nobody takes memory for what a few bytes claim. */
    private void requireHolds(long planeBytes) throws IOException {
        boolean plain = first.compression <= FileInfo.COMPRESSION_NONE;
        long most = plain ? channel.size() : channel.size() * TiffLzw.MOST_TIMES;
        if (planes > most / planeBytes)
            throw new VolumeException("%s is cut off: it has %d bytes, too few for %d planes of %d bytes"
                    .formatted(file, channel.size(), planes, planeBytes));
    }

    public VoxelType type() {
        return type;
    }

    public int sizeX() {
        return first.width;
    }

    public int sizeY() {
        return first.height;
    }

    public int sizeZ() {
        return count("slices", planes / Math.max(1, channels() * times()));
    }

    public int channels() {
        return count("channels", 1);
    }

    public int times() {
        return count("frames", 1);
    }

    private int count(String key, int otherwise) {
        String text = description.getOrDefault(key, "");
        return text.matches("[1-9]\\d{0,8}") ? Integer.parseInt(text) : otherwise;
    }

    /** From ImageJ's calibration or the resolution tags; {@link Spacing#VOXELS} where there is none (inches are printer talk). */
    public Spacing spacing() {
        String unit = OmeUnits.named(description.getOrDefault("unit", first.unit == null ? "" : first.unit));
        boolean known = !unit.isEmpty() && !unit.toLowerCase(Locale.ROOT).startsWith("inch");
        if (!known || !(first.pixelWidth > 0) || !(first.pixelHeight > 0)) return Spacing.VOXELS;
        double depth = 1;
        try {
            depth = Math.abs(Double.parseDouble(description.getOrDefault("spacing", "1")));
        } catch (NumberFormatException e) {
            // an unreadable spacing counts as none
        }
        return new Spacing(first.pixelWidth, first.pixelHeight, depth > 0 ? depth : 1, unit);
    }

    /** {@code key=value} lines as ImageJ writes them; empty for other descriptions. */
    private static Map<String, String> description(String text) {
        Map<String, String> entries = new HashMap<>();
        if (text == null || !text.startsWith("ImageJ")) return entries;
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0)
                entries.put(
                        line.substring(0, equals).trim(),
                        line.substring(equals + 1).trim());
        }
        return entries;
    }

    /** The rows from {@code y} of one plane, little-endian, into {@code into} from {@code at}. */
    void read(int z, int c, int t, int y, int rows, byte[] into, int at) throws IOException {
        int plane = (t * sizeZ() + z) * channels() + c;
        try {
            if (pages.length == 1 && planes > 1) readContiguous(plane, y, rows, into, at);
            else readStrips(pages[plane], y, rows, into, at);
        } catch (IOException | RuntimeException e) {
            throw new VolumeException("%s, plane %d: %s".formatted(file, plane, e.getMessage()), e);
        }
        if (!first.intelByteOrder) LittleEndian.swap(into, at, rows * rowBytes(), type.bytes());
    }

    private int rowBytes() {
        return first.width * type.bytes();
    }

    private void readContiguous(int plane, int y, int rows, byte[] into, int at) throws IOException {
        if (first.compression > FileInfo.COMPRESSION_NONE) throw new IOException("a compressed ImageJ stack");
        long planeBytes = (long) rowBytes() * first.height + first.getGap();
        readFully(first.getOffset() + plane * planeBytes + (long) y * rowBytes(), into, at, rows * rowBytes());
    }

    private void readStrips(FileInfo page, int y, int rows, byte[] into, int at) throws IOException {
        int perStrip = page.rowsPerStrip > 0 ? Math.min(page.rowsPerStrip, page.height) : page.height;
        boolean plain = page.compression <= FileInfo.COMPRESSION_NONE;
        if (page.stripOffsets == null || (plain && page.stripOffsets.length == 1)) {
            readFully(page.getOffset() + (long) y * rowBytes(), into, at, rows * rowBytes());
            return;
        }
        for (int strip = y / perStrip; strip * perStrip < y + rows; strip++) {
            int from = strip * perStrip;
            byte[] bytes = strip(page, strip, Math.min(perStrip, page.height - from));
            int min = Math.max(from, y);
            int max = Math.min(from + perStrip, y + rows);
            System.arraycopy(
                    bytes, (min - from) * rowBytes(), into, at + (min - y) * rowBytes(), (max - min) * rowBytes());
        }
    }

    private byte[] strip(FileInfo page, int strip, int rows) throws IOException {
        if (strip >= page.stripOffsets.length || page.stripLengths == null || strip >= page.stripLengths.length)
            throw new IOException("strip " + strip + " is missing");
        long offset = page.stripOffsets[strip] & 0xffffffffL;
        int length = page.stripLengths[strip];
        int needed = rows * rowBytes();
        if (length < 0 || length > channel.size()) throw new IOException("strip " + strip + " has a wrong length");
        byte[] stored = new byte[length];
        readFully(offset, stored, 0, length);
        byte[] plain = switch (page.compression) {
            case FileInfo.LZW, FileInfo.LZW_WITH_DIFFERENCING -> TiffLzw.decode(stored, needed);
            case FileInfo.PACK_BITS -> unpacked(page, stored, needed);
            case FileInfo.ZIP, FileInfo.ZIP_WITH_DIFFERENCING -> inflate(stored, needed);
            default -> stored;
        };
        if (plain.length < needed)
            throw new IOException("strip %d has %d bytes, expected %d".formatted(strip, plain.length, needed));
        if (page.compression == FileInfo.LZW_WITH_DIFFERENCING || page.compression == FileInfo.ZIP_WITH_DIFFERENCING)
            undoDifferences(plain, rows);
        return plain;
    }

    private static byte[] unpacked(FileInfo page, byte[] stored, int needed) throws IOException {
        try {
            return new ImageReader(page).packBitsUncompress(stored, needed);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IOException("a corrupt strip: its " + stored.length + " bytes end within a run");
        }
    }

    private static byte[] inflate(byte[] stored, int needed) throws IOException {
        if (needed > (long) stored.length * DeflateCodec.MOST_TIMES)
            throw new IOException("a strip of %d bytes cannot hold %d".formatted(stored.length, needed));
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored);
            byte[] plain = new byte[needed];
            int length = 0;
            while (length < needed && !inflater.finished()) {
                int more = inflater.inflate(plain, length, needed - length);
                if (more == 0) break;
                length += more;
            }
            if (length < needed) throw new IOException("a strip of %d bytes, expected %d".formatted(length, needed));
            return plain;
        } catch (DataFormatException e) {
            throw new IOException("a corrupt strip", e);
        } finally {
            inflater.end();
        }
    }

    /** TIFF's predictor 2: each value is the difference to its left neighbour, in the file's byte order. */
    private void undoDifferences(byte[] plain, int rows) throws IOException {
        if (type.floating()) throw new IOException("floats with a predictor are not read");
        ByteBuffer values = ByteBuffer.wrap(plain)
                .order(first.intelByteOrder ? java.nio.ByteOrder.LITTLE_ENDIAN : java.nio.ByteOrder.BIG_ENDIAN);
        for (int row = 0; row < rows; row++)
            for (int x = 1; x < first.width; x++) {
                int at = row * rowBytes() + x * type.bytes();
                switch (type.bytes()) {
                    case 1 -> values.put(at, (byte) (values.get(at) + values.get(at - 1)));
                    case 2 -> values.putShort(at, (short) (values.getShort(at) + values.getShort(at - 2)));
                    default -> values.putInt(at, values.getInt(at) + values.getInt(at - 4));
                }
            }
    }

    private void readFully(long offset, byte[] into, int at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
        while (buffer.hasRemaining())
            if (channel.read(buffer, offset + buffer.position() - at) < 0)
                throw new IOException("the file ends after %d of %d bytes".formatted(buffer.position() - at, length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
