/**
 * A test runner for StrykerJS that runs tests for `node:test` in one process, for one change after the other. Starting a
 * process for each change and test file takes many times as long as the tests.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/** The state that the changed code reads: which change is active, and who counts its executions. */
globalThis.__stryker__ ??= {};
const state = globalThis.__stryker__;

/**
 * In the copy of the files: how long each test and each file took without a change, in ms. For a change, the fastest files
 * run first, and a test that takes far longer has failed.
 */
const DURATIONS = 'build/durations.json';

/** How long every test may take, in ms. */
const LEAST_LIMIT = 5_000;

/** A change may cause these in code that no test awaits. The test that runs then is not necessarily its cause. */
const IGNORED = ['uncaughtException', 'unhandledRejection'];

class NodeTestRunner {
  static inject = tokens(commonTokens.options);

  constructor({ nodeTest }) {
    this.files = nodeTest.files;
    this.suites = new Map();
  }

  /** A change to code that runs once, when its module is loaded, needs a new process. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    for (const event of IGNORED) process.on(event, () => {});
    register('./resolve.mjs', import.meta.url);
    this.harness = await import('./node-test.mjs');
  }

  async dryRun() {
    const result = await this.#run({ bail: false });
    const durations = {};
    for (const { name, fileName, timeSpentMs } of result.tests) {
      durations[name] = timeSpentMs;
      durations[fileName] = (durations[fileName] ?? 0) + timeSpentMs;
    }
    writeFileSync(DURATIONS, JSON.stringify(durations));
    return { ...result, mutantCoverage: state.mutantCoverage };
  }

  async mutantRun({ activeMutant: { id }, mutantActivation, testFilter, hitLimit }) {
    if (!this.durations) {
      const durations = JSON.parse(readFileSync(DURATIONS, 'utf8'));
      this.files.sort((a, b) => durations[a] - durations[b]);
      this.durations = durations;
    }
    Object.assign(state, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    const result = await this.#run({ id, atLoad: mutantActivation === 'static', testFilter, bail: true });
    return toMutantRunResult(determineHitLimitReached(state.hitCount, hitLimit) ?? result);
  }

  /** Runs the tests with a change, which is active while modules are loaded if `atLoad` is true. */
  async #run({ id, atLoad, testFilter, bail }) {
    const tests = [];
    const isFailed = () => bail && tests.some(({ status }) => status === TestStatus.Failed);
    for (const file of this.files) {
      if (testFilter && !testFilter.some((name) => name.startsWith(file))) continue;
      state.activeMutant = atLoad ? id : undefined;
      await this.#load(file).catch((error) => tests.push(resultOf(file, file, 0, error)));
      state.activeMutant = id;
      const suite = this.suites.get(file);
      for (const test of suite?.tests ?? []) {
        const name = `${file}: ${test.name}`;
        if (isFailed() || (testFilter && !testFilter.includes(name))) continue;
        state.currentTestId = name;
        const start = performance.now();
        const limit = this.durations && LEAST_LIMIT + 5 * this.durations[name];
        const failure = await this.harness.runTest(suite, test, limit).then(
          () => undefined,
          (error) => error ?? 'The test threw no value.',
        );
        tests.push(resultOf(name, file, performance.now() - start, failure));
        state.currentTestId = undefined;
      }
      if (isFailed()) break;
    }
    state.activeMutant = undefined;
    return { status: DryRunStatus.Complete, tests };
  }

  /** Imports a test file once, and runs its hooks `before`, which bundle sources. */
  async #load(file) {
    if (this.suites.has(file)) return;
    const suite = await this.harness.collect(pathToFileURL(resolve(file)).href);
    for (const hook of suite.hooks.before) await hook();
    this.suites.set(file, suite);
  }
}

const resultOf = (name, fileName, ms, failure) => ({
  id: name,
  name,
  fileName,
  timeSpentMs: Math.round(ms),
  ...(failure === undefined
    ? { status: TestStatus.Success }
    : { status: TestStatus.Failed, failureMessage: String(failure?.message ?? failure) }),
});

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'node-test', NodeTestRunner)];
