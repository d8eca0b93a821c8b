import { calls, expect, test, walk } from './fixtures.mjs';

test('the element in a Svelte 5 component runs to the verdict', async ({
  page,
  openApp,
  created,
  problems,
}) => {
  await openApp('examples/svelte', { ready: false });
  await walk(page);
  await expect(page.getByText('Проверка пройдена. Спасибо!')).toBeVisible();
  expect(created.length).toBe(1);
  expect(problems).toEqual([]);
});

test('passes values that are not strings as properties', async ({ page, openApp }) => {
  await openApp('svelte', { fake: true });
  await expect(page.locator('flow-widget[state=active]')).toBeAttached();
  expect(await calls(page)).toEqual(['from a function']);
  expect(await page.evaluate("document.querySelector('flow-widget').config")).toEqual({
    conflict: 'replace',
  });
});
