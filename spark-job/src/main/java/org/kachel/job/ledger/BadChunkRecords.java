package org.kachel.job.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.kachel.block.io.BadChunks;
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeAddress;

/**
 * Which chunks of the input could not be decoded and were taken for the fill value: an object of the ledger for each, there before the
 * record of any task that has read it, so that a run that is gone on from knows of them, too.
 *
 * @param place of the ledger, or null where a bad chunk ends the run
 * @param container of the input; in every other volume a bad chunk ends the run
 */
public record BadChunkRecords(String place, String container) implements Serializable {
    /** A bad chunk ends the run. */
    public static final BadChunkRecords NONE = new BadChunkRecords(null, null);

    static final String FOLDER = "bad-chunks";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param chunk the path of its object
     * @param why what is wrong with it
     */
    public record BadChunk(
            @JsonProperty("chunk") String chunk,
            @JsonProperty("why") String why) {}

    /** What becomes of bad chunks of the volume at {@code address}. */
    public BadChunks of(VolumeAddress address) {
        if (place == null || !address.container().equals(container)) return BadChunks.FAIL;
        return bad -> write(new BadChunk(bad.chunk(), bad.getMessage()));
    }

    private void write(BadChunk bad) throws IOException {
        byte[] text = JSON.writeValueAsBytes(bad);
        UUID name = UUID.nameUUIDFromBytes(bad.chunk().getBytes(StandardCharsets.UTF_8));
        Stores.at(place).write(FOLDER + "/" + name, text, text.length);
    }

    static List<BadChunk> all(Store store) throws IOException {
        List<BadChunk> all = new ArrayList<>();
        for (String name : store.list(FOLDER)) {
            byte[] text = store.read(FOLDER + "/" + name);
            if (text != null) all.add(JSON.readValue(text, BadChunk.class));
        }
        return all;
    }
}
