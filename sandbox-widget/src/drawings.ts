// Icons and drawings as SVG. The style sheet colours them by class, so they follow the colour scheme.
import { type Props, svg } from './dom';
import { isLiveness, type Liveness, type Technology } from './flow';

const paths = (...shapes: string[]): SVGElement[] => shapes.map((d) => svg('path', { d }));

const line = (viewBox: string, ...shapes: string[]): SVGElement =>
  svg('svg', { viewBox, class: 'line', 'aria-hidden': 'true', focusable: 'false' }, ...paths(...shapes));

const ICONS: Readonly<Record<'face' | Exclude<Technology, Liveness>, readonly string[]>> = {
  face: [
    'M4 9V6a2 2 0 0 1 2-2h3M15 4h3a2 2 0 0 1 2 2v3M20 15v3a2 2 0 0 1-2 2h-3M9 20H6a2 2 0 0 1-2-2v-3',
    'M9 10v1M15 10v1M9 15c1.800 1.500 4.200 1.500 6 0',
  ],
  DR: [
    'M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z',
    'M14 10h4M14 14h3M6 16c.5-3 5-3 5.500 0M8.500 8.500a1.700 1.700 0 1 0 .01 0',
  ],
  ED: [
    'M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
    'M11 18h2M9.500 10.500l2 2 3.500-4',
  ],
  F2F: [
    'M8 8a3 3 0 1 0 .01 0M3 19c.5-5 9.500-5 10 0',
    'M15 5.500a3 3 0 1 1 1.500 5.500M16.500 14.500c2.500.300 4.200 1.800 4.500 4.500',
  ],
};

export const icon = (code: Technology): SVGElement =>
  line('0 0 24 24', ...ICONS[isLiveness(code) ? 'face' : code]);
export const cross = (): SVGElement => line('0 0 24 24', 'M6 6l12 12M18 6L6 18');
export const lock = (): SVGElement => line('0 0 24 24', 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3');
export const tick = (): SVGElement => line('0 0 24 24', 'M5 12.500l4.500 4.500L19 7.500');
export const warning = (): SVGElement => line('0 0 24 24', 'M12 4v10M12 18.500v.500');

const shape = (tag: string, name: string, props: Props): SVGElement => svg(tag, { class: name, ...props });

/** Creates a drawn face. The style sheet poses it by `data-pose`: straight, left, right or smile. */
export function face(): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 180 240', class: 'face', 'data-pose': 'straight', 'aria-hidden': 'true' },
    shape('rect', 'back', { width: 180, height: 240 }),
    shape('path', 'cloth', { d: 'M8 240c2-40 34-52 60-56h44c26 4 58 16 60 56z' }),
    shape('path', 'neck', { d: 'M70 150h40v32c0 12-9 20-20 20s-20-8-20-20z' }),
    svg(
      'g',
      { class: 'head' },
      shape('path', 'hair', {
        d: 'M34 112c-6-62 24-92 56-92s62 30 56 92c-1 36 5 60 12 78H22c7-18 13-42 12-78z',
      }),
      shape('ellipse', 'skin', { cx: 42, cy: 116, rx: 8, ry: 13 }),
      shape('ellipse', 'skin', { cx: 138, cy: 116, rx: 8, ry: 13 }),
      shape('path', 'skin', { d: 'M44 98c0-36 20-54 46-54s46 18 46 54c0 40-20 74-46 74s-46-34-46-74z' }),
      shape('path', 'hair', {
        d: 'M40 112c-8-52 16-84 50-84s58 32 50 84c-4-26-14-40-24-46-18 8-46 8-56 2-10 8-18 22-20 44z',
      }),
      svg(
        'g',
        { class: 'features' },
        shape('path', 'brow', { d: 'M60 98q10-7 20-1M100 97q10-6 20 1' }),
        shape('ellipse', 'eye', { cx: 70, cy: 110, rx: 5, ry: 5.5 }),
        shape('ellipse', 'eye', { cx: 110, cy: 110, rx: 5, ry: 5.5 }),
        shape('path', 'brow thin', { d: 'M90 114c-1 8-6 14-4 17 2 2 6 2 8 1' }),
        shape('path', 'mouth calm', { d: 'M76 149q14 4 28 0' }),
        shape('path', 'mouth smile', { d: 'M70 145q20 20 40 0' }),
      ),
    ),
  );
}

const text = (x: number, y: number, name: string, content: string): SVGElement =>
  svg('text', { x, y, class: name }, content);

/**
 * Creates a drawn identity card.
 *
 * @param fields lines of text on that side of the card
 */
export function card(side: 'front' | 'back', fields: readonly string[]): SVGElement {
  const root = svg(
    'svg',
    { viewBox: '0 0 320 202', class: 'idcard', 'aria-hidden': 'true' },
    shape('rect', 'paper', { width: 320, height: 202, rx: 12 }),
    shape('path', 'guilloche', {
      d: 'M-10 150q60-70 130-20t130-30 90-40M-10 170q60-70 130-20t130-30 90-40M-10 190q60-70 130-20t130-30 90-40',
    }),
  );
  if (side === 'front') {
    const photo = face();
    for (const [name, value] of Object.entries({ x: 18, y: 56, width: 84, height: 112 })) {
      photo.setAttribute(name, String(value));
    }
    root.append(
      text(18, 28, 'strong', 'ЖЕКЕ КУӘЛІК'),
      text(18, 43, 'small', 'УДОСТОВЕРЕНИЕ ЛИЧНОСТИ'),
      photo,
      ...fields.map((value, index) => text(118, 74 + index * 26, 'strong', value)),
      ...fields.map((_, index) => shape('path', 'rule', { d: `M118 ${81 + index * 26}h184` })),
      text(222, 28, 'stamp', 'ҮЛГІ · SAMPLE'),
    );
  } else {
    root.append(
      ...fields.map((value, index) => text(18, 36 + index * 26, 'strong', value)),
      ...fields.map((_, index) => shape('path', 'rule', { d: `M18 ${43 + index * 26}h200` })),
      text(18, 148, 'mrz', 'IDKAZ0000000010900101400013<<<'),
      text(18, 166, 'mrz', '9001011F2912316KAZ<<<<<<<<<<<0'),
      text(18, 184, 'mrz', 'SAMPLE<<AIGERIM<<<<<<<<<<<<<<<'),
      text(240, 36, 'stamp', 'SAMPLE'),
    );
  }
  return root;
}
