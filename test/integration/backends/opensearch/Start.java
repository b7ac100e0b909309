// Start FOLDER PORT: one node of OpenSearch on loopback, until the standard input ends.  Prints "ready".
import org.codelibs.opensearch.runner.OpenSearchRunner;

public class Start {
  public static void main(String[] arguments) throws Exception {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild((number, settings) -> {
      settings.put("http.port", arguments[1]);
      settings.put("network.host", "127.0.0.1");
      settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
    }).build(OpenSearchRunner.newConfigs().basePath(arguments[0]).numOfNode(1).clusterName("test").disableESLogger());
    System.out.println("ready");
    while (System.in.read() >= 0) {
    }
    runner.close();
  }
}
