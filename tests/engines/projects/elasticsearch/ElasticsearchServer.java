import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.ClassPathNode;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/** One Elasticsearch node on 127.0.0.1: its folder, its HTTP port and its transport port are named. */
public final class ElasticsearchServer {
    private ElasticsearchServer() {}

    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var config = Files.createDirectories(home.resolve("config"));
        var settings = settings(home, arguments[1], arguments[2]);
        LogConfigurator.configureWithoutConfig(settings);
        var node = new ClassPathNode(
            new Environment(settings, config), List.of(Netty4Plugin.class, Greeting.class)
        );
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, ended)));
        node.start();
        ended.await();
    }

    private static Settings settings(Path home, String http, String transport) {
        return Settings.builder()
            .put("path.home", home)
            .put("cluster.name", "prospekt-tests")
            .put("node.name", "test")
            .put("network.host", "127.0.0.1")
            .put("http.port", http)
            .put("transport.port", transport)
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .put("discovery.type", "single-node")
            .put("action.destructive_requires_name", false)
            // A disk that others fill would make every index read-only.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    }

    private static void close(ClassPathNode node, CountDownLatch ended) {
        try {
            node.close();
        } catch (Exception error) {
            error.printStackTrace();
        }
        ended.countDown();
    }
}
