package org.kachel.block.io;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs what reads untrusted bytes in a thread of its own, where it may neither hang, nor take memory, nor fail in another way. */
final class GuardedRun implements AutoCloseable {
    private static final int SECONDS = 10;
    private static final int LONGEST_MESSAGE = 3000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<BufferPoolMXBean> POOLS = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);

    private final long mostBytes;
    private final ExecutorService executor;
    private volatile Thread thread;
    private long bytes;
    private Optional<String> refusal = Optional.empty();

    GuardedRun(long mostBytes) {
        this.mostBytes = mostBytes;
        this.executor = Executors.newSingleThreadExecutor(run -> {
            thread = new Thread(run, "guarded");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * What is wrong with how {@code work} behaved, or nothing: it came to its end, or refused with an {@link IOException}
     * that names {@code place}.
     */
    Optional<String> fault(String place, Callable<?> work) throws InterruptedException {
        refusal = Optional.empty();
        Future<Long> run = executor.submit(() -> measured(work));
        try {
            bytes = run.get(SECONDS, TimeUnit.SECONDS);
            return tooMuch();
        } catch (TimeoutException e) {
            return Optional.of("hangs at " + List.of(thread.getStackTrace()));
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException refused
                    ? wrong(refused, place).or(this::tooMuch)
                    : Optional.of(trace(e.getCause()));
        }
    }

    /** Bytes of heap that the last run allocated. */
    long bytes() {
        return bytes;
    }

    /** The message that the last run was refused with. */
    Optional<String> refusal() {
        return refusal;
    }

    private long measured(Callable<?> work) throws Exception {
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            work.call();
        } finally {
            bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        return bytes;
    }

    private Optional<String> tooMuch() {
        long direct = 0;
        for (BufferPoolMXBean pool : POOLS) direct += pool.getMemoryUsed();
        if (bytes > mostBytes) return Optional.of("allocated %d bytes of heap".formatted(bytes));
        return direct > mostBytes ? Optional.of("holds %d bytes of direct memory".formatted(direct)) : Optional.empty();
    }

    private Optional<String> wrong(IOException refused, String place) {
        String message = String.valueOf(refused.getMessage());
        refusal = Optional.of(message);
        if (!message.contains(place)) return Optional.of("the message does not name " + place + ": " + trace(refused));
        if (message.length() > LONGEST_MESSAGE)
            return Optional.of("a message of " + message.length() + " characters: " + message.substring(0, 300));
        if (message.chars().anyMatch(Character::isISOControl)) return Optional.of("control characters in: " + message);
        for (Throwable cause = refused; cause != null; cause = cause.getCause())
            if (isBug(cause)) return Optional.of("a bug dressed up as broken data: " + trace(refused));
        return Optional.empty();
    }

    private static boolean isBug(Throwable cause) {
        return cause instanceof NullPointerException
                || cause instanceof ClassCastException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof NegativeArraySizeException
                || cause instanceof ArithmeticException
                || cause instanceof IllegalArgumentException
                        && !(cause instanceof NumberFormatException)
                        && !(cause instanceof java.nio.file.InvalidPathException);
    }

    private static String trace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString().lines().limit(25).collect(java.util.stream.Collectors.joining("\n"));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
