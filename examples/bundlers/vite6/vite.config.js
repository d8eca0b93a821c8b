// The package needs no configuration. This file only adds the app's second page.
export default { build: { rollupOptions: { input: ['index.html', 'slim.html'] } } };
