package org.kachel.job;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Spark with two threads in this process while the tests of a class run: jobs and commands find it and leave it open. */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
    private Session session;

    @Override
    public void beforeAll(ExtensionContext context) {
        session = Session.open(RunOptions.DEFAULT
                .withOverwrite(true)
                .withMaster("local[2,4]")
                .withThreads(2)
                .withQuiet(true));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        session.close();
    }
}
