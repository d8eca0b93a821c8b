import { expect, test, walk } from './fixtures.mjs';

// Svelte, Angular and the plain element have separate specs, which also open the examples.
for (const name of ['react', 'vue']) {
  test(`the ${name} example runs to the verdict`, async ({ page, openApp, created, problems }) => {
    await openApp(`examples/${name}`, { ready: false });
    await walk(page);
    await expect(page.getByText('Проверка пройдена. Спасибо!')).toBeVisible();
    expect(created.length).toBe(1);
    expect(problems).toEqual([]);
  });
}
