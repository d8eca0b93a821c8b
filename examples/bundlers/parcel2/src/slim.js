// The /slim entry point loads a separate .wasm file, which Parcel copies from the package. Parcel resolves the entry
// point only with the option `packageExports` in package.json.
import { verify } from 'flow-widget-loader/slim';

const output = document.querySelector('output');

verify({ endpoint: '/api/flow', selector: '#flow-widget', locale: 'en' }).then(
  ({ passed }) => {
    output.value = passed ? 'Thank you.' : 'Verification failed.';
  },
  ({ code }) => {
    output.value = `Verification is not available: ${code}`;
  },
);
