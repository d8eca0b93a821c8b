import { useFlowSession } from 'flow-widget-loader/react';

export function VerifyButton() {
  const { start, state, outcome } = useFlowSession({ endpoint: '/api/flow', locale: 'ru', manual: true });
  if (state === 'finished') return <p>{outcome.passed ? 'Thank you.' : 'Verification failed.'}</p>;
  return (
    <button type="button" onClick={() => start()}>
      {state === 'failed' ? 'Try again' : 'Verify'}
    </button>
  );
}
