package org.kachel.block.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Metadata that says something else: values gone, replaced, repeated, of another kind, or too large for any machine. */
final class JsonMutation {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MARK = "@mutated@";

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-0.0",
            "-1",
            "1",
            "2",
            "3",
            "7",
            "0.5",
            "1e3",
            "1e-300",
            "1e999",
            "NaN",
            "-Infinity",
            "255",
            "32767",
            "65536",
            "16777216",
            "2147483583",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "1152921504606846976",
            "4611686018427387904",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "1" + "0".repeat(900),
            "1" + "0".repeat(1100),
            "\"\"",
            "\"0\"",
            "\"..\"",
            "\"../../etc\"",
            "\"/etc/passwd\"",
            "\"%2e%2e/%2e%2e/etc\"",
            "\"file:///etc/passwd\"",
            "\"a//b\"",
            "\"a\\\\b\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\u202e\\u2028ä𝛑\"",
            "\"\\u001b[2J\\n\"",
            "\"" + "x".repeat(300) + "\"",
            "\"" + "long/".repeat(30_000) + "\"",
            "\"big\"",
            "\">u2\"",
            "\"<f8\"",
            "\"|b1\"",
            "\"F\"",
            "\"NaN\"",
            "\"0x7fc00001\"",
            "\"0xfffffffffffffffff\"",
            "\"zstd\"",
            "\"blosc\"",
            "\"gzip\"",
            "\"lz4\"",
            "\"crc32c\"",
            "{}",
            "[]",
            "[[]]",
            "[null]",
            "[1]",
            "[1,1]",
            "[0,0,0]",
            "[3,2,1]",
            "[2147483647,1,1]",
            "[65535,32767]",
            "[9223372036854775807]",
            "[3037000500,3037000500]",
            "[4611686018427387904,1]",
            "[" + "1,".repeat(32) + "1]",
            "[" + "1,".repeat(20_000) + "1]",
            "[" + "{},".repeat(20_000) + "{}]",
            "[".repeat(60) + "]".repeat(60),
            "[".repeat(500),
            "[".repeat(100_000),
            "{\"a\":".repeat(3000) + "1" + "}".repeat(3000),
            "{\"id\":\"zlib\",\"level\":1}",
            "{\"id\":\"blosc\",\"cname\":\"lz4\",\"clevel\":5,\"shuffle\":1}",
            "{\"type\":\"gzip\",\"level\":-1}",
            "{\"name\":\"crc32c\"}",
            "{\"name\":\"transpose\",\"configuration\":{\"order\":[0,0,1]}}");

    private JsonMutation() {}

    /** {@code json} with one or two of its values changed; bytes that are no JSON are returned as they are. */
    static byte[] of(byte[] json, Random random) {
        String text = new String(json, StandardCharsets.UTF_8);
        try {
            for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) text = once(text, random);
        } catch (IOException e) {
            // the first change made it unreadable, which is a fine input too
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String once(String text, Random random) throws IOException {
        JsonNode root = MAPPER.readTree(text);
        List<JsonNode> parents = new ArrayList<>();
        collect(root, parents);
        if (parents.isEmpty()) return VALUES.get(random.nextInt(VALUES.size()));
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        return parent instanceof ObjectNode object
                ? inObject(root, object, random)
                : inArray(root, (ArrayNode) parent, random);
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainerNode() && !node.isEmpty()) parents.add(node);
        for (JsonNode child : node) collect(child, parents);
    }

    private static String inObject(JsonNode root, ObjectNode object, Random random) throws IOException {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        JsonNode before = object.get(name);
        switch (random.nextInt(8)) {
            case 0 -> {
                object.remove(name);
                return MAPPER.writeValueAsString(root);
            }
            case 1 -> {
                object.put(name, MARK);
                return marked(root, before + "," + MAPPER.writeValueAsString(name) + ":" + value(before, random));
            }
            case 2 -> {
                object.put(name, MARK);
                return marked(root, "[" + before + "," + before + "]");
            }
            default -> {
                object.put(name, MARK);
                return marked(root, value(before, random));
            }
        }
    }

    private static String inArray(JsonNode root, ArrayNode array, Random random) throws IOException {
        int at = random.nextInt(array.size());
        JsonNode before = array.get(at);
        switch (random.nextInt(8)) {
            case 0 -> {
                array.remove(at);
                return MAPPER.writeValueAsString(root);
            }
            case 1 -> {
                array.set(at, MARK);
                return marked(root, (before + ",").repeat(1 + random.nextInt(300)) + before);
            }
            default -> {
                array.set(at, MARK);
                return marked(root, value(before, random));
            }
        }
    }

    private static String marked(JsonNode root, String value) throws IOException {
        return MAPPER.writeValueAsString(root).replace('"' + MARK + '"', value);
    }

    /** Numbers often become numbers, so that what comes after the parsing is met as well. */
    private static String value(JsonNode before, Random random) {
        if (!before.isNumber() || random.nextBoolean()) return VALUES.get(random.nextInt(VALUES.size()));
        return switch (random.nextInt(4)) {
            case 0 -> Long.toString(before.longValue() + random.nextInt(5) - 2);
            case 1 -> Long.toString((1L << random.nextInt(63)) + random.nextInt(3) - 1);
            case 2 -> Long.toString(-before.longValue());
            default -> Long.toString(random.nextLong());
        };
    }
}
