// The package needs no configuration. This file only lists the app's three entry points.
export default {
  mode: 'production',
  entry: { main: './src/main.js', slim: './src/slim.js', 'slim-asset': './src/slim-asset.js' },
};
