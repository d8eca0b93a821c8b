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
      onFinish={({ passed }) => setOutcome(passed ? 'Thank you.' : 'That did not work out.')}
      onError={({ code, retryable }) =>
        setOutcome(retryable ? 'Please try again.' : `This cannot go on: ${code}`)
      }
    />
  );
}
