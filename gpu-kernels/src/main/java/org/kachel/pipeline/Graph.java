package org.kachel.pipeline;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The steps of a pipeline as primitive operations, in an order in which every node follows its inputs.
 *
 * @param named the node that each of the user's names stands for; {@code input} is the first source
 */
public record Graph(List<Node> nodes, Map<String, Integer> named) implements Serializable {
    public Graph {
        nodes = List.copyOf(nodes);
        named = Map.copyOf(named);
    }

    public Node node(int id) {
        return nodes.get(id);
    }

    /** The first image among a node's inputs. */
    public Node imageOf(int id) {
        return node(id).inputs().stream()
                .map(this::node)
                .filter(Node::image)
                .findFirst()
                .orElseThrow();
    }

    /** The node that the user's step {@code name} ends in. *Errors*: {@link IllegalArgumentException} listing the names. */
    public Node named(String name) {
        Integer id = named.get(name);
        if (id == null)
            throw new IllegalArgumentException(
                    "no step is called '" + name + "'; there are " + String.join(", ", new TreeSet<>(named.keySet())));
        return nodes.get(id);
    }
}
