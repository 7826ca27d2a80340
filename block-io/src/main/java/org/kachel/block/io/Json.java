package org.kachel.block.io;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node of a metadata object together with where it stands, so that every complaint names the object and the field.
 */
record Json(JsonNode node, String where) {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_BYTES = 16 << 20;

    /** Names, values and brackets: as objects they take a multiple of the bytes that they are written with. */
    private static final int MAX_TOKENS = 500_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** The JSON object stored under {@code key}, or nothing where there is none. */
    static Optional<Json> read(Store store, String key) throws IOException {
        long size = store.size(key);
        if (size < 0) return Optional.empty();
        String where = store.root() + "/" + key;
        if (size > MAX_BYTES)
            throw new VolumeException(
                    "%s has %d bytes; metadata of at most %d is read".formatted(where, size, MAX_BYTES));
        byte[] bytes = store.read(key);
        if (bytes == null) return Optional.empty();
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node == null || !node.isObject()) throw new VolumeException(where + " holds no JSON object");
            return Optional.of(new Json(node, where));
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new VolumeException(where + " is no valid JSON: " + e.getOriginalMessage(), e);
        } catch (java.io.CharConversionException e) {
            throw new VolumeException(where + " is no valid JSON: " + e.getMessage(), e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void write(Store store, String key, JsonNode node) throws IOException {
        byte[] bytes = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        store.write(key, bytes, bytes.length);
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** The value of {@code field}; {@link #isMissing} where it is absent or null. */
    Json get(String field) {
        JsonNode value = node.path(field);
        return new Json(value.isNull() ? JsonNodeFactory.instance.missingNode() : value, where + " " + field);
    }

    boolean isMissing() {
        return node.isMissingNode() || node.isNull();
    }

    List<Json> elements() throws VolumeException {
        if (!node.isArray()) throw wrong("an array");
        List<Json> elements = new ArrayList<>();
        for (JsonNode element : node) elements.add(new Json(element, where + "[" + elements.size() + "]"));
        return elements;
    }

    String text() throws VolumeException {
        if (!node.isTextual()) throw wrong("a text");
        return node.textValue();
    }

    String text(String otherwise) throws VolumeException {
        return isMissing() ? otherwise : text();
    }

    int integer(int otherwise) throws VolumeException {
        if (isMissing()) return otherwise;
        if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) throw wrong("an integer");
        return node.intValue();
    }

    boolean flag(boolean otherwise) {
        return node.isBoolean() ? node.booleanValue() : otherwise;
    }

    double number() throws VolumeException {
        if (!node.isNumber()) throw wrong("a number");
        return node.doubleValue();
    }

    double[] numbers() throws VolumeException {
        List<Json> elements = elements();
        double[] numbers = new double[elements.size()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = elements.get(i).number();
        return numbers;
    }

    long[] longs() throws VolumeException {
        List<Json> elements = elements();
        long[] numbers = new long[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode element = elements.get(i).node;
            if (!element.canConvertToExactIntegral() || !element.canConvertToLong())
                throw elements.get(i).wrong("an integer");
            numbers[i] = element.longValue();
        }
        return numbers;
    }

    int[] ints() throws VolumeException {
        long[] wide = longs();
        int[] numbers = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            if (wide[i] != (int) wide[i]) throw wrong("integers below 2^31");
            numbers[i] = (int) wide[i];
        }
        return numbers;
    }

    VolumeException wrong(String expected) {
        return new VolumeException(
                isMissing() ? where + " is missing" : where + " must be " + expected + ", but is " + shortened());
    }

    private String shortened() {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
