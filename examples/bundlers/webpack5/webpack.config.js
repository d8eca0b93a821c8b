// The package needs no configuration. This one names the app's three bundles.
export default {
  mode: 'production',
  entry: { main: './src/main.js', slim: './src/slim.js', 'slim-asset': './src/slim-asset.js' },
};
