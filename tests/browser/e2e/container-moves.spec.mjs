// A container that is out of the document for a moment while the widget is to be called.
import { expect, test } from './fixtures.mjs';
import { CONTAINER, fakeWidget } from './verify-kit.mjs';

for (const [name, moved] of [
  ['is appended again', 'container'],
  ['is replaced by an empty element', 'replaced'],
]) {
  test(`the widget starts once the container ${name}`, async ({ page, openPage }) => {
    await openPage(CONTAINER);
    await fakeWidget(page);
    const states = await page.evaluate(async (moved) => {
      const { openSession } = await import('/dist/index.js');
      const container = document.querySelector('#flow-widget');
      const session = openSession({
        id: 'a',
        ...(moved === 'container' ? { container } : { selector: '#flow-widget' }),
        src: '/widget/flow-widget.umd.js',
      });
      const states = [];
      session.addEventListener('statechange', () => {
        states.push(session.state);
        if (session.state === 'loading') container.remove();
        if (session.state === 'starting')
          setTimeout(() => {
            document.body.append(moved === 'container' ? container : container.cloneNode());
          });
        // Later, as the widget's handler of `finish` is still being attached.
        if (session.state === 'active') setTimeout(() => window.finish({}));
      });
      await session.finished.catch(({ code }) => states.push(code));
      return states;
    }, moved);
    expect(states).toEqual(['loading', 'starting', 'active', 'finished']);
    expect(await page.evaluate('window.widgets')).toEqual(['a']);
  });
}
