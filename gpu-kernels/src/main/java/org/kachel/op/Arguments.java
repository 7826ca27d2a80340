package org.kachel.op;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kachel.block.VoxelType;

/**
 * Checked values of an operation's parameters. Values come as YAML gives them: numbers, booleans, strings, lists; strings
 * are parsed, so that the command line's {@code --param sigma=2} and {@code --param sigma=[2,2,1]} work alike.
 *
 * <p>*Errors*: {@link ParameterException} naming operation, parameter, value and what would be allowed.
 */
public final class Arguments {
    private final String operation;
    private final Map<String, Object> values = new LinkedHashMap<>();

    public Arguments(String operation, List<Parameter> parameters, Map<String, ?> given) {
        this.operation = operation;
        Map<String, Parameter> known =
                parameters.stream().collect(Collectors.toMap(Parameter::name, p -> p, (a, b) -> a, LinkedHashMap::new));
        given.keySet().stream().filter(k -> !known.containsKey(k)).findFirst().ifPresent(k -> {
            throw new ParameterException(
                    k,
                    operation + " has no parameter '" + k + "'; it has "
                            + (known.isEmpty() ? "none" : String.join(", ", known.keySet())));
        });
        known.values().forEach(p -> {
            Object value = given.get(p.name());
            if (value == null && p.required())
                throw new ParameterException(p.name(), operation + " needs '" + p.name() + "': " + p.description());
            if (value == null && p.fallback().isEmpty()) return;
            values.put(p.name(), parse(p, value == null ? p.fallback() : value));
        });
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public double number(String name) {
        return (Double) values.get(name);
    }

    public int integer(String name) {
        return ((Double) values.get(name)).intValue();
    }

    /** x, y, z; from a list of two numbers z is the value that leaves the axis alone, 0. */
    public double[] numbers(String name) {
        return ((double[]) values.get(name)).clone();
    }

    public int[] integers(String name) {
        double[] v = numbers(name);
        return new int[] {(int) v[0], (int) v[1], (int) v[2]};
    }

    /** Low and high end. */
    public double[] range(String name) {
        return ((double[]) values.get(name)).clone();
    }

    public boolean flag(String name) {
        return (Boolean) values.get(name);
    }

    public String text(String name) {
        return (String) values.get(name);
    }

    public TextFile file(String name) {
        return (TextFile) values.get(name);
    }

    /** Values as they were given; empty where the parameter was not. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> table(String name) {
        return (Map<String, Object>) values.getOrDefault(name, Map.of());
    }

    public VoxelType type(String name) {
        return (VoxelType) values.get(name);
    }

    private Object parse(Parameter p, Object value) {
        return switch (p.type()) {
            case NUMBER -> checked(p, number(p, value));
            case INTEGER -> whole(p, checked(p, number(p, value)));
            case NUMBER_PER_AXIS, INTEGER_PER_AXIS -> perAxis(p, value);
            case RANGE -> interval(p, value);
            case BOOLEAN -> bool(p, value);
            case CHOICE -> choice(p, value);
            case VOXEL_TYPE -> voxelType(p, value);
            case TEXT -> value.toString();
            case FILE -> TextFile.of(operation, p.name(), value);
            case TABLE -> table(p, value);
        };
    }

    private double[] perAxis(Parameter p, Object value) {
        List<?> list = list(value);
        double[] result = new double[3];
        if (list == null) java.util.Arrays.fill(result, checked(p, number(p, value)));
        else if (list.size() == 2 || list.size() == 3)
            for (int d = 0; d < list.size(); d++) result[d] = checked(p, number(p, list.get(d)));
        else throw wrong(p, value, "one number, [x, y] or [x, y, z]");
        if (p.type() == Parameter.Type.INTEGER_PER_AXIS) for (double v : result) whole(p, v);
        return result;
    }

    private double[] interval(Parameter p, Object value) {
        List<?> list = list(value);
        if (list == null || list.size() != 2) throw wrong(p, value, "a list [low, high]");
        double[] result = {number(p, list.get(0)), number(p, list.get(1))};
        if (!(result[0] <= result[1])) throw wrong(p, value, "a list [low, high] with low ≤ high");
        return result;
    }

    private Boolean bool(Parameter p, Object value) {
        if (value instanceof Boolean b) return b;
        String text = value.toString();
        if (text.equals("true") || text.equals("false")) return Boolean.valueOf(text);
        throw wrong(p, value, "true or false");
    }

    private String choice(Parameter p, Object value) {
        if (p.choices().contains(value.toString())) return value.toString();
        throw wrong(p, value, "one of " + String.join(", ", p.choices()));
    }

    private VoxelType voxelType(Parameter p, Object value) {
        try {
            return VoxelType.named(value.toString());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(p.name(), operation + ": " + p.name() + ": " + e.getMessage());
        }
    }

    private Map<String, Object> table(Parameter p, Object value) {
        Map<String, Object> table = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> given) given.forEach((k, v) -> table.put(k.toString(), v));
        else {
            String text = value.toString().trim();
            if (!text.startsWith("{") || !text.endsWith("}")) throw wrong(p, value, "a list {name: value, …}");
            String inner = text.substring(1, text.length() - 1).trim();
            if (!inner.isEmpty())
                for (String part : inner.split(",", -1)) {
                    String[] pair = part.split("[:=]", 2);
                    if (pair.length < 2) throw wrong(p, value, "a list {name: value, …}");
                    table.put(pair[0].trim(), pair[1].trim());
                }
        }
        return table;
    }

    private double number(Parameter p, Object value) {
        if (value instanceof Number n) return n.doubleValue();
        String text = value.toString().trim();
        if (text.matches("[+-]?\\.?inf")) return Double.parseDouble(text.replaceAll("\\.?inf", "Infinity"));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(p, value, "a number");
        }
    }

    private double checked(Parameter p, double v) {
        if (Double.isNaN(v) || Double.isInfinite(v)) throw wrong(p, v, "a finite number");
        if (v < p.minimum()) throw wrong(p, v, "at least " + shortly(p.minimum()));
        if (v > p.maximum()) throw wrong(p, v, "at most " + shortly(p.maximum()));
        return v;
    }

    private double whole(Parameter p, double v) {
        if (v != Math.rint(v)) throw wrong(p, v, "a whole number");
        return v;
    }

    private static List<?> list(Object value) {
        if (value instanceof List<?> l) return l;
        if (!(value instanceof String s)
                || !s.trim().startsWith("[")
                || !s.trim().endsWith("]")) return null;
        String inner = s.trim().substring(1, s.trim().length() - 1);
        return List.of(inner.split(",", -1));
    }

    private ParameterException wrong(Parameter p, Object value, String allowed) {
        String shown = value instanceof Double d ? shortly(d) : String.valueOf(value);
        return new ParameterException(
                p.name(), "%s: %s is %s, but must be %s".formatted(operation, p.name(), shown, allowed));
    }

    static String shortly(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
    }
}
