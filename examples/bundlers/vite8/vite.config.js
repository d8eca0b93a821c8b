// The package needs no configuration. This one names the app's second page.
export default { build: { rollupOptions: { input: ['index.html', 'slim.html'] } } };
