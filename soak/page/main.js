import { CORE_FAILS, DECK, KINDS } from './kinds.js';
import { LEAKS } from './leaks.js';
import { Random } from './random.js';
import { lasting, Scene, sleep, unload } from './scene.js';

/** What nobody has caught, since the last turn. */
let loose = [];
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  loose.push(event.reason?.code ?? String(event.reason));
});
addEventListener('error', (event) => {
  // Failed scripts and links fire no event on window; what does is thrown.
  loose.push(event.message);
});

let random;
let cards = [];
let number = 0;

globalThis.soak = {
  lasting: lasting.signal,

  /** `seed` decides all that is left to chance. The first cards are one of each kind. */
  begin(seed) {
    const kinds = Object.keys(KINDS);
    random = new Random(seed);
    // A cache of the engine's own that grows once, when it has seen some thousands of numbers become texts.
    for (let count = 0; count < 50_000; count++) String(count);
    cards = random.shuffled(kinds.filter((kind) => kind !== CORE_FAILS));
    return { kinds, failing: CORE_FAILS };
  },

  /**
   * Plays turns until `sessions` more have been opened, of one kind if it is named. Nothing of a turn is kept but
   * what it counted.
   *
   * @param leak what to leave behind in each turn, on purpose
   */
  async play({ sessions, kind, leak }) {
    const seen = { sessions: 0, turns: {}, wrong: [] };
    while (seen.sessions < sessions) {
      if (cards.length === 0) cards = random.shuffled(DECK);
      const card = kind ?? cards.pop();
      const { opened, wrong } = await turn(card, leak);
      seen.sessions += opened;
      seen.turns[card] = (seen.turns[card] ?? 0) + 1;
      for (const text of wrong) seen.wrong.push(`turn ${number}, ${card}: ${text}`);
    }
    // What the last turn happened to leave for the next one.
    unload();
    return seen;
  },
};

async function turn(kind, leak) {
  number += 1;
  const scene = new Scene(number, random);
  try {
    await KINDS[kind][1](scene);
    if (leak) LEAKS[leak](scene);
  } catch (error) {
    scene.wrong.push(`the soak itself failed: ${error?.stack ?? error}`);
  }
  await scene.settled();
  // A rejection that nobody has caught is reported in a task of its own.
  if (scene.unhandled.length > 0 || leak) await sleep(5);
  if (loose.join() !== scene.unhandled.join()) scene.wrong.push(`not caught: ${loose.join() || 'nothing'}`);
  loose = [];
  const place = document.querySelector('#place');
  const drawn = place.childElementCount;
  if (drawn > scene.finishes) scene.wrong.push(`${drawn} of the widget's elements are left`);
  place.replaceChildren();
  for (const selector of ['dialog', 'link[href*="/widget/"]:not([href$="preloaded.js"])']) {
    if (document.querySelector(selector)) scene.wrong.push(`a ${selector} is left`);
  }
  performance.clearResourceTimings();
  return { opened: scene.sessions, wrong: scene.wrong };
}
