// Tests of the benchmark itself. No duration is asserted.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import { chart } from './chart.mjs';
import { runRounds } from './rounds.mjs';
import { compare, median, quantile, rotated, summary } from './stats.mjs';
import { report, resultsOf, rowsOf, table, targetTable } from './table.mjs';
import { CONDITIONS, TARGETS, VARIANTS } from './variants.mjs';
import { makeWidget } from './widget.mjs';

describe('statistics', () => {
  it('computes median and quartiles of unsorted values', () => {
    assert.equal(median([3]), 3);
    assert.equal(median([10, 9, 1]), 9);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.deepEqual(summary([50, 10, 40, 20, 30]), { median: 30, min: 10, lower: 20, upper: 40 });
    assert.equal(quantile([0, 10], 0.25), 2.5);
    assert.equal(quantile([5, 1], 1), 5);
    assert.throws(() => median([]));
  });

  it('does not reorder its input', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('rotates the order of the variants by one each round', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join('')),
      ['abc', 'bca', 'cab', 'abc'],
    );
  });

  it('meets a target if the ratio or the difference is at most the limit', () => {
    assert.deepEqual(compare({ maxRatio: 1.02 }, 102, 100), { value: 1.02, met: true });
    assert.equal(compare({ maxRatio: 1.02 }, 102.1, 100).met, false);
    assert.deepEqual(compare({ maxDifference: 5 }, 105, 100), { value: 5, met: true });
    assert.equal(compare({ maxDifference: 5 }, 105.1, 100).met, false);
    assert.equal(compare({ maxDifference: 5 }, 90, 100).met, true);
  });
});

it('each target compares variants that run under its condition', () => {
  for (const { of, to, condition } of TARGETS) {
    const keys = CONDITIONS[condition].variants ?? VARIANTS.map(({ key }) => key);
    assert.ok(keys.includes(of) && keys.includes(to), `${of}, ${to} under ${condition}`);
  }
});

const run = (time) => ({ time, blocking: 7, busy: 40, bytes: 2048 });
const RUNS = {
  fast4g: { b: [run(1000), run(1002), run(1001)], d: [run(1010), run(1030), run(1020)] },
  loopback: { b: [run(60)], d: [run(70)] },
};

describe('report', () => {
  it('has a row for each variant that was run, with its ratio to the baseline', () => {
    const rows = rowsOf(RUNS.fast4g);
    assert.deepEqual(
      rows.map(({ key, ratio }) => [key, ratio]),
      [
        ['b', 1],
        ['d', 1020 / 1001],
      ],
    );
    assert.deepEqual(rows[1].time, { median: 1020, min: 1010, lower: 1015, upper: 1025 });
    assert.deepEqual([rows[1].blocking, rows[1].busy, rows[1].bytes], [7, 40, 2048]);
  });

  it('aligns the columns of a table', () => {
    assert.equal(
      table(
        ['x', 'ms'],
        [
          ['long', '5'],
          ['′', '10000'],
        ],
        [1],
      ),
      ['| x    |    ms |', '| ---- | ----: |', '| long |     5 |', '| ′    | 10000 |'].join('\n'),
    );
  });

  it('has the results of those targets whose variants were run', () => {
    assert.deepEqual(
      resultsOf(RUNS).map(({ of, to, condition, value, min, met }) => [of, to, condition, value, min, met]),
      [
        ['d', 'b', 'fast4g', 1020 / 1001, 1010 / 1000, true],
        ['d', 'b', 'loopback', 10, 10, false],
      ],
    );
    assert.match(
      targetTable(RUNS),
      /\| d − b +\| not throttled \| +≤ 5 ms \| +10\.0 ms \| missed \| +10\.0 ms \|/,
    );
    const text = report(RUNS);
    // `slice`, because the report's headings capitalize the names.
    for (const condition of Object.keys(RUNS)) assert.ok(text.includes(CONDITIONS[condition].name.slice(1)));
    assert.match(text, /\| d +\| `startSession` +\| +1020 \| +1015–1025 \| +1010 \| +1\.019 \|/);
  });
});

it('the chart is well-formed SVG with a bar for each row', () => {
  const svg = chart(RUNS);
  assert.equal(svg.match(/<rect /g).length, 4);
  assert.match(svg, /1020 ms/);
  assert.match(svg, /prefers-color-scheme: dark/);
  assert.doesNotMatch(svg, /NaN|undefined|`/);
  const open = svg.match(/<(?!\/)[a-z]+[^>]*[^/]>/g).length;
  assert.equal(open, svg.match(/<\/[a-z]+>/g).length);
});

it('the generated widget has the requested size, is deterministic, and runs', () => {
  const { text, body } = makeWidget(60_000);
  assert.ok(Math.abs(body.length - 60_000) <= 300, `${body.length} bytes`);
  assert.equal(brotliDecompressSync(body).toString(), text);
  assert.equal(makeWidget(60_000).text, text);
  const context = vm.createContext({ bench: { resolve() {} }, performance });
  vm.runInContext(text, context);
  assert.equal(typeof context.FlowWidget.startSession, 'function');
});

it('each variant calls the widget under each condition', async () => {
  const widgetBytes = 20_000;
  const { runs } = await runRounds({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    rounds: 1,
    widgetBytes,
    // Hovers for a shorter time, since this test does not assert durations.
    variants: VARIANTS.map((variant) => ('hover' in variant ? { ...variant, hover: 50 } : variant)),
  });
  assert.deepEqual(Object.keys(runs), Object.keys(CONDITIONS));
  for (const [condition, byVariant] of Object.entries(runs)) {
    assert.deepEqual(
      Object.keys(byVariant),
      CONDITIONS[condition].variants ?? VARIANTS.map(({ key }) => key),
    );
    for (const [key, [{ time, blocking, busy, bytes, config }]] of Object.entries(byVariant)) {
      assert.deepEqual(
        config,
        { id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', selector: '#flow-widget', locale: 'ru' },
        key,
      );
      for (const value of [time, blocking, busy]) assert.ok(Number.isFinite(value) && value >= 0, key);
      assert.ok(time > 0, key);
      // The widget's script is transferred once, plus the page's own code.
      assert.ok(bytes > widgetBytes && bytes < widgetBytes * 3, `${key}: ${bytes} bytes`);
    }
  }
});
