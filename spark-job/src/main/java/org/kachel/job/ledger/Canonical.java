package org.kachel.job.ledger;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A text of a value that is the same in every process for equal values, and differs where any field differs: of records, plain classes,
 * collections, arrays and lambdas that can be serialized. Maps and sets are told in order, because Java gives their elements in another order in
 * every process. What is none of these differs from itself: better done again than wrongly believed.
 */
public final class Canonical {
    private static final List<String> OURS = List.of("org.kachel.", "net.imglib2.");

    private final StringBuilder text = new StringBuilder();
    private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());

    private Canonical() {}

    public static String text(Object... values) {
        Canonical told = new Canonical();
        for (Object value : values) told.tell(value);
        return told.text.toString();
    }

    private void tell(Object value) {
        if (value == null) text.append("null;");
        else if (value instanceof Number || value instanceof Boolean || value instanceof Character) scalar(value);
        else if (value instanceof String string)
            text.append(string.length()).append('"').append(string).append('"');
        else if (value instanceof Enum<?> constant) text.append(constant.name()).append(';');
        else if (value instanceof Class<?> type) text.append(type.getName()).append(';');
        else if (above.add(value)) {
            nested(value);
            above.remove(value);
        } else unknown(value);
    }

    private void scalar(Object value) {
        text.append(value.getClass().getSimpleName()).append(' ').append(value).append(';');
    }

    private void nested(Object value) {
        if (value.getClass().isArray()) array(value);
        else if (value instanceof Optional<?> optional)
            sequence("optional", optional.stream().toList());
        else if (value instanceof Map<?, ?> map)
            sorted(map.entrySet().stream()
                    .map(e -> text(e.getKey(), e.getValue()))
                    .toList());
        else if (value instanceof Set<?> set)
            sorted(set.stream().map(v -> text(v)).toList());
        else if (value instanceof Collection<?> list) sequence("list", list);
        else if (value.getClass().isHidden()) lambda(value);
        else if (OURS.stream().anyMatch(value.getClass().getName()::startsWith)) fields(value);
        else unknown(value);
    }

    private void array(Object array) {
        text.append(array.getClass().getComponentType().getName()).append('[');
        for (int i = 0; i < Array.getLength(array); i++) tell(Array.get(array, i));
        text.append(']');
    }

    private void sequence(String kind, Collection<?> values) {
        text.append(kind).append('[');
        values.forEach(this::tell);
        text.append(']');
    }

    private void sorted(List<String> texts) {
        text.append("set{");
        texts.stream().sorted().forEach(each -> text.append(each).append(','));
        text.append('}');
    }

    private void fields(Object value) {
        text.append(value.getClass().getName()).append('{');
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
            List<Field> all = new ArrayList<>(Arrays.asList(type.getDeclaredFields()));
            all.removeIf(f -> Modifier.isStatic(f.getModifiers()) || Modifier.isTransient(f.getModifiers()));
            all.sort(Comparator.comparing(Field::getName));
            for (Field field : all) {
                text.append(field.getName()).append('=');
                tell(content(field, value));
            }
        }
        text.append('}');
    }

    private static Object content(Field field, Object value) {
        try {
            field.setAccessible(true);
            return field.get(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(field + " cannot be told", e);
        }
    }

    private void lambda(Object value) {
        try {
            Method write = value.getClass().getDeclaredMethod("writeReplace");
            write.setAccessible(true);
            SerializedLambda lambda = (SerializedLambda) write.invoke(value);
            text.append(lambda.getImplClass()).append('.').append(lambda.getImplMethodName());
            text.append(lambda.getImplMethodSignature()).append('(');
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) tell(lambda.getCapturedArg(i));
            text.append(')');
        } catch (ReflectiveOperationException e) {
            unknown(value);
        }
    }

    private void unknown(Object value) {
        text.append(value.getClass().getName()).append('?').append(UUID.randomUUID());
    }
}
