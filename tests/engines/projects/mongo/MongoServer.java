import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Speaks MongoDB's wire protocol on 127.0.0.1 at the port that is named, until it is ended. */
public final class MongoServer {
    private MongoServer() {}

    public static void main(String[] arguments) {
        var server = new de.bwaldvogel.mongo.MongoServer(new MemoryBackend());
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    }
}
