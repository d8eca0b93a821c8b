// The /slim entry point fetches the .wasm file from the bundle's folder; the build copies it there.
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
