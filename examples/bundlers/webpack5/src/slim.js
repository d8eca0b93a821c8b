// /slim: webpack finds the WebAssembly in the package and copies it into the bundle's folder.
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
