import { FlowWidget } from 'flow-widget-loader/react';
import { useState } from 'react';

export function Verification() {
  const [outcome, setOutcome] = useState('');
  if (outcome) return <p>{outcome}</p>;
  return (
    <FlowWidget
      endpoint="/api/flow"
      locale="ru"
      className="verification"
      onFinish={({ passed }) => setOutcome(passed ? 'Thank you.' : 'Verification failed.')}
      onError={({ code, retryable }) =>
        setOutcome(retryable ? 'Please try again.' : `Verification is not available: ${code}`)
      }
    />
  );
}
