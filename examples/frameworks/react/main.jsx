import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Verification } from './Verification.jsx';

// <VerifyButton /> from VerifyButton.jsx is the alternative: it opens the widget in a dialog.
createRoot(document.querySelector('#root')).render(
  <StrictMode>
    <Verification />
  </StrictMode>,
);
