import { expect, test, walk } from './fixtures.mjs';

test('the element in an Angular component runs to the verdict', async ({
  page,
  openApp,
  created,
  problems,
}) => {
  await openApp('angular', { ready: false });
  await walk(page);
  await expect(page.getByText('Проверка пройдена. Спасибо!')).toBeVisible();
  expect(created.length).toBe(1);
  expect(problems).toEqual([]);
});
