package org.kachel.block.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kachel.block.VoxelType;

/** Fill values as metadata writes them. */
final class FillValue {
    private FillValue() {}

    /** One element, little-endian; zero where the metadata says null or nothing. */
    static byte[] parse(Json json, VoxelType type) throws VolumeException {
        ByteBuffer element = ByteBuffer.allocate(type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (json.isMissing()) return element.array();
        JsonNode node = json.node();
        if (type.floating()) putReal(element, json, type);
        else if (node.isBoolean()) element.put(0, (byte) (node.booleanValue() ? 1 : 0));
        else putInteger(element, json, type);
        return element.array();
    }

    private static void putReal(ByteBuffer element, Json json, VoxelType type) throws VolumeException {
        JsonNode node = json.node();
        if (node.isTextual() && node.textValue().startsWith("0x")) {
            putBits(element, json, type);
            return;
        }
        double value = node.isNumber() ? node.doubleValue() : named(json);
        if (type == VoxelType.FLOAT32) element.putFloat(0, (float) value);
        else element.putDouble(0, value);
    }

    private static void putBits(ByteBuffer element, Json json, VoxelType type) throws VolumeException {
        try {
            long bits = Long.parseUnsignedLong(json.text().substring(2), 16);
            if (type == VoxelType.FLOAT32) element.putInt(0, (int) bits);
            else element.putLong(0, bits);
        } catch (NumberFormatException e) {
            throw json.wrong("a hexadecimal number");
        }
    }

    private static double named(Json json) throws VolumeException {
        return switch (json.text()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw json.wrong("a number, NaN, Infinity or -Infinity");
        };
    }

    private static void putInteger(ByteBuffer element, Json json, VoxelType type) throws VolumeException {
        BigInteger value;
        try {
            if (!json.node().isNumber()) throw json.wrong("an integer");
            BigDecimal decimal = json.node().decimalValue();
            if (decimal.scale() < -30) throw json.wrong("an integer of the type " + type);
            value = decimal.toBigIntegerExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw json.wrong("an integer");
        }
        int bits = 8 * type.bytes();
        boolean fits = type.signed() ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
        if (!fits) throw json.wrong("an integer of the type " + type);
        switch (type.bytes()) {
            case 1 -> element.put(0, value.byteValue());
            case 2 -> element.putShort(0, value.shortValue());
            case 4 -> element.putInt(0, value.intValue());
            default -> element.putLong(0, value.longValue());
        }
    }
}
