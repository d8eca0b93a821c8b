import { verify } from 'flow-widget-loader';

const output = document.querySelector('output');

verify({ endpoint: '/api/flow', selector: '#flow-widget', locale: 'en' }).then(
  ({ passed }) => {
    output.value = passed ? 'Thank you.' : 'Verification failed.';
  },
  ({ code }) => {
    output.value = `Verification is not available: ${code}`;
  },
);
