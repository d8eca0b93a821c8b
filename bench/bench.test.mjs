// Whether the benchmark measures what it says. No time is asserted.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import { chart } from './chart.mjs';
import { runRounds } from './rounds.mjs';
import { judge, median, quantile, rotated, summary } from './stats.mjs';
import { aimsOf, aimTable, report, rowsOf, table } from './table.mjs';
import { NETWORKS, VARIANTS } from './variants.mjs';
import { makeWidget } from './widget.mjs';

describe('the statistics', () => {
  it('find the median and the quartiles, whatever the order', () => {
    assert.equal(median([3]), 3);
    assert.equal(median([10, 9, 1]), 9);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.deepEqual(summary([50, 10, 40, 20, 30]), { median: 30, least: 10, low: 20, high: 40 });
    assert.equal(quantile([0, 10], 0.25), 2.5);
    assert.equal(quantile([5, 1], 1), 5);
    assert.throws(() => median([]));
  });

  it('leave the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('begin each round one further on', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join('')),
      ['abc', 'bca', 'cab', 'abc'],
    );
  });

  it('judge ratios and differences, the bound included', () => {
    assert.deepEqual(judge({ limit: 1.02 }, 102, 100), { value: 1.02, met: true });
    assert.equal(judge({ limit: 1.02 }, 102.1, 100).met, false);
    assert.deepEqual(judge({ most: 5 }, 105, 100), { value: 5, met: true });
    assert.equal(judge({ most: 5 }, 105.1, 100).met, false);
    assert.equal(judge({ most: 5 }, 90, 100).met, true);
  });
});

const run = (time) => ({ time, blocking: 7, busy: 40, bytes: 2048 });
const RUNS = {
  '4g': { b: [run(1000), run(1002), run(1001)], d: [run(1010), run(1030), run(1020)] },
  none: { b: [run(60)], d: [run(70)] },
};

describe('the table', () => {
  it('has a row for each variant that was run, compared with the loader of scripts alone', () => {
    const rows = rowsOf(RUNS['4g']);
    assert.deepEqual(
      rows.map(({ key, ratio }) => [key, ratio]),
      [
        ['b', 1],
        ['d', 1020 / 1001],
      ],
    );
    assert.deepEqual(rows[1].time, { median: 1020, least: 1010, low: 1015, high: 1025 });
    assert.deepEqual([rows[1].blocking, rows[1].busy, rows[1].bytes], [7, 40, 2048]);
  });

  it('lines its columns up', () => {
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

  it('says what the aims came to, and nothing of those that were not run', () => {
    assert.deepEqual(
      aimsOf(RUNS).map(({ of, to, network, value, least, met }) => [of, to, network, value, least, met]),
      [
        ['d', 'b', '4g', 1020 / 1001, 1010 / 1000, true],
        ['d', 'b', 'none', 10, 10, false],
      ],
    );
    assert.match(
      aimTable(RUNS),
      /\| d − b +\| not throttled \| +≤ 5 ms \| +10\.0 ms \| missed \| +10\.0 ms \|/,
    );
    const text = report(RUNS);
    for (const { name } of Object.values(NETWORKS)) assert.ok(text.includes(name.slice(1)), name);
    assert.match(text, /\| d +\| `startSession` +\| +1020 \| +1015–1025 \| +1010 \| +1\.019 \|/);
  });
});

it('the chart has a bar for each row and says nothing that is no XML', () => {
  const svg = chart(RUNS);
  assert.equal(svg.match(/<rect /g).length, 4);
  assert.match(svg, /1020 ms/);
  assert.match(svg, /prefers-color-scheme: dark/);
  assert.doesNotMatch(svg, /NaN|undefined|`/);
  const open = svg.match(/<(?!\/)[a-z]+[^>]*[^/]>/g).length;
  assert.equal(open, svg.match(/<\/[a-z]+>/g).length);
});

it('the script has the weight that is asked for, is the same each time, and runs', () => {
  const { text, body } = makeWidget(60_000);
  assert.ok(Math.abs(body.length - 60_000) <= 300, `${body.length} bytes`);
  assert.equal(brotliDecompressSync(body).toString(), text);
  assert.equal(makeWidget(60_000).text, text);
  const context = vm.createContext({ bench: { resolve() {} }, performance });
  vm.runInContext(text, context);
  assert.equal(typeof context.FlowWidget.startSession, 'function');
});

it('one round of each variant, over each network, comes to the call of the widget', async () => {
  const weight = 20_000;
  const { runs } = await runRounds({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    rounds: 1,
    weight,
    // Nobody looks at the times here.
    variants: VARIANTS.map((variant) => ('lead' in variant ? { ...variant, lead: 50 } : variant)),
  });
  assert.deepEqual(Object.keys(runs), Object.keys(NETWORKS));
  for (const of of Object.values(runs)) {
    assert.deepEqual(
      Object.keys(of),
      VARIANTS.map(({ key }) => key),
    );
    for (const [key, [{ time, blocking, busy, bytes, config }]] of Object.entries(of)) {
      assert.deepEqual(
        config,
        { id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', selector: '#flow-widget', locale: 'ru' },
        key,
      );
      for (const value of [time, blocking, busy]) assert.ok(Number.isFinite(value) && value >= 0, key);
      assert.ok(time > 0, key);
      // The script, once, and the page's own code.
      assert.ok(bytes > weight && bytes < weight * 3, `${key}: ${bytes} bytes`);
    }
  }
});
