import { describeFailure } from 'flow-widget-loader/messages';
import { useFlowSession } from 'flow-widget-loader/react';

export function VerifyButton() {
  const { start, outcome, error } = useFlowSession({ endpoint: '/api/flow', locale: 'ru', manual: true });
  const result = outcome ?? error;
  const { message, retry } = result ? describeFailure(result, { locale: 'ru' }) : { retry: true };
  return (
    <>
      {message && <p>{message}</p>}
      {retry && (
        <button type="button" onClick={() => start()}>
          {message ? 'Повторить' : 'Начать проверку'}
        </button>
      )}
    </>
  );
}
