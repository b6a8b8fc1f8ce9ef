package org.elasticsearch.node;

import java.util.List;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.MockPluginsService;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/** A node whose plugins are classes of the class path; only this package may say where they are. */
public final class ClassPathNode extends Node {
    public ClassPathNode(Environment place, List<Class<? extends Plugin>> plugins) {
        super(NodeConstruction.prepareConstruction(place, null, services(plugins), false));
    }

    private static NodeServiceProvider services(List<Class<? extends Plugin>> plugins) {
        return new NodeServiceProvider() {
            @Override
            PluginsService newPluginService(Environment place, PluginsLoader loader) {
                return new MockPluginsService(place.settings(), place, plugins);
            }
        };
    }
}
