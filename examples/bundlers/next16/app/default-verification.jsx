'use client';

import { verify } from 'flow-widget-loader';
import { Verification } from './verification.jsx';

export function DefaultVerification() {
  return <Verification verify={verify} />;
}
