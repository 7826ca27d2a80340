package org.kachel.gpu.jocl;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.kachel.gpu.Lane;

/** A lane of the {@link TestDevices tests' device}, open while the tests of a class run. */
public final class TestLane implements BeforeAllCallback, AfterAllCallback {
    private Lane lane;

    public Lane lane() {
        return lane;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        lane = TestDevices.lane();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        lane.close();
    }
}
