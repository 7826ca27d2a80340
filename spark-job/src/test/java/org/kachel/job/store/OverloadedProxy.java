package org.kachel.job.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands requests on to a server on this machine, each on a connection of its own and late, but answers some with 503. */
final class OverloadedProxy implements AutoCloseable {
    /** So many requests are refused first, and then every so many-th. */
    private static final int FIRST = 4;

    private static final int EVERY = 30;

    private static final int LATE_MILLISECONDS = 15;

    private static final AtomicInteger REFUSED = new AtomicInteger();

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();
    private final int server;

    OverloadedProxy(int server) throws IOException {
        this.server = server;
        start(this::accept);
    }

    /** Requests that were answered with 503 so far. */
    static int refused() {
        return REFUSED.get();
    }

    int port() {
        return listening.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // the other side is gone: the client sees it as well
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            start(() -> {
                try (client) {
                    serve(client);
                }
            });
        }
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        if (head.isEmpty()) return;
        int number = requests.getAndIncrement();
        if (number < FIRST || number % EVERY == 0) {
            REFUSED.incrementAndGet();
            String body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
            send(
                    client.getOutputStream(),
                    "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + (head.startsWith("HEAD") ? "" : body));
            return;
        }
        late();
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            String once =
                    head.replaceAll("(?im)^connection:.*\r\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            send(upstream.getOutputStream(), once);
            start(() -> client.getInputStream().transferTo(upstream.getOutputStream()));
            upstream.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void late() throws IOException {
        try {
            Thread.sleep(LATE_MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The request line and the headers with the empty line that ends them. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b; (b = in.read()) >= 0; ) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) break;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
