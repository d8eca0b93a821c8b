import { calls, expect, test, walk } from './fixtures.mjs';

test('the element in a Svelte 5 component runs to the verdict', async ({
  page,
  openApp,
  created,
  problems,
}) => {
  await openApp('svelte');
  await walk(page);
  await expect(page.getByText('Thank you.')).toBeVisible();
  expect(created.length).toBe(1);
  expect(problems).toEqual([]);
});

test('passes properties that are not strings', async ({ page, openApp }) => {
  await openApp('svelte', { query: '?properties', fake: true });
  await expect(page.locator('flow-widget[state=active]')).toBeAttached();
  expect(await calls(page)).toEqual(['from a function']);
  expect(await page.evaluate("document.querySelector('flow-widget').config")).toEqual({
    conflict: 'replace',
  });
});
