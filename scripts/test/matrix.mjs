import { runMatrix } from '../../tests/matrix/matrix.mjs';

/**
 * The matrix of faults in one engine; a row that failed, or that did not run, is an error. `MATRIX_ROWS` in the
 * environment, such as `csp/,wasm/trap`, names the beginnings of those to run.
 */
export async function faultMatrix(engine, programs, env) {
  const only = env.MATRIX_ROWS?.split(',').filter(Boolean);
  const { ran, expected, failures, version } = await runMatrix(engine, { programs, env, only });
  console.log(`${ran} rows in ${engine} ${version}, ${failures.length} failed`);
  if (failures.length > 0) throw new Error(`Failed: ${failures.join(', ')}`);
  if (ran !== expected || ran === 0)
    throw new Error(`${expected} rows are to run in ${engine}, but ${ran} did`);
}
