package org.kachel.job.report;

import java.util.function.ToDoubleFunction;

/** What a phase spends its seconds on, in the order in which a block goes through it. */
enum Stage {
    READ("read, decode", Report.Phase::readDecodeSeconds, Report.SlowBlock::readDecodeSeconds),
    UPLOAD("upload", Report.Phase::uploadSeconds, Report.SlowBlock::uploadSeconds),
    KERNEL("kernel", Report.Phase::kernelSeconds, Report.SlowBlock::kernelSeconds),
    DOWNLOAD("download", Report.Phase::downloadSeconds, Report.SlowBlock::downloadSeconds),
    STITCH("stitch, measure", Report.Phase::stitchMeasureSeconds, Report.SlowBlock::stitchMeasureSeconds),
    WRITE("encode, write", Report.Phase::encodeWriteSeconds, Report.SlowBlock::encodeWriteSeconds),
    MERGE("merge", Report.Phase::mergeSeconds, block -> 0);

    private final String title;
    private final ToDoubleFunction<Report.Phase> ofPhase;
    private final ToDoubleFunction<Report.SlowBlock> ofBlock;

    Stage(String title, ToDoubleFunction<Report.Phase> ofPhase, ToDoubleFunction<Report.SlowBlock> ofBlock) {
        this.title = title;
        this.ofPhase = ofPhase;
        this.ofBlock = ofBlock;
    }

    String title() {
        return title;
    }

    /** Of its style. */
    String style() {
        return "stage" + ordinal();
    }

    double seconds(Report.Phase phase) {
        return ofPhase.applyAsDouble(phase);
    }

    double seconds(Report.SlowBlock block) {
        return ofBlock.applyAsDouble(block);
    }
}
