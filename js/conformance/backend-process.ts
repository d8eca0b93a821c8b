/** Starts the backend under test, and ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** How many characters of the backend's output are kept, for the message if it does not start. */
const MAX_OUTPUT = 4_000;
/** How long the backend may take to end by itself, in ms. */
const GRACE = 2_000;

/** A process of the backend. */
export interface BackendProcess {
  /** The last part of what it has written. */
  output(): string;
  /** Whether it has ended. */
  hasEnded(): boolean;
  /** Ends it and the processes that it has started. */
  stop(): Promise<void>;
}

/**
 * Starts a command.
 *
 * @param echo whether its output is written to the standard error
 * @throws Error if there is no such command
 */
export async function startBackend(
  [command = '', ...args]: readonly string[],
  env: Record<string, string>,
  echo: boolean,
): Promise<BackendProcess> {
  let output = '';
  // A process group of its own, so that the processes that it starts can be ended, too.
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT);
      if (echo) process.stderr.write(text);
    });
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', ({ message }) => reject(new Error(`Cannot start ${command}: ${message}`)));
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    hasEnded,
    async stop() {
      kill(child, 'SIGTERM');
      const timer = setTimeout(() => kill(child, 'SIGKILL'), GRACE);
      await ended;
      clearTimeout(timer);
      // What the command has started may outlive it.
      kill(child, 'SIGKILL');
    },
  };
}

/** Sends a signal to a process and the processes of its group. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}

/** Returns a port that no server uses at the moment. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
