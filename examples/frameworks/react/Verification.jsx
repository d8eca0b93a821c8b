import { describeFailure } from 'flow-widget-loader/messages';
import { FlowWidget } from 'flow-widget-loader/react';
import { useState } from 'react';

export function Verification() {
  const [message, setMessage] = useState('');
  if (message) return <p>{message}</p>;
  const show = (outcome) => setMessage(describeFailure(outcome, { locale: 'ru' }).message);
  return (
    <FlowWidget endpoint="/api/flow" locale="ru" className="verification" onFinish={show} onError={show} />
  );
}
