import type { RequestListener } from 'node:http';

export function checkHosts(
  listener: RequestListener,
  hosts: readonly string[],
  option: string,
): RequestListener;
