import { createDocument } from '@mixmark-io/domino';
import { type PlotOptions, plot } from '@observablehq/plot';
import { html, type Markup, markup } from '../../sandbox/inbox/html.ts';

/** What a plot is drawn for. */
export interface Canvas {
  /** Pixels. */
  width: number;
  /** True for a phone: less text, larger beside its lines. */
  narrow: boolean;
}

export interface Picture {
  /** What is shown, in few words. */
  title: string;
  /** What it says, for those who do not see it. */
  description: string;
  draw: (canvas: Canvas) => PlotOptions;
  /** For the whole width of the page; else for half of it. */
  full?: boolean;
}

const widths = { full: 1100, half: 600, narrow: 330 };

/** A plot as inline SVG without script: once for a wide page and once for a phone, of which the page's style shows one. */
export function picture({ title, description, draw, full = false }: Picture): Markup {
  const canvases: Canvas[] = [
    { width: full ? widths.full : widths.half, narrow: false },
    { width: widths.narrow, narrow: true },
  ];
  const drawn = canvases.map((canvas) => {
    const size = canvas.narrow ? 'narrow' : 'wide';
    return html`<div class="${size}">${markup(svg(draw(canvas), { id: `${slug(title)}-${size}`, title, description, canvas }))}</div>`;
  });
  return html`${drawn}`;
}

function svg(options: PlotOptions, named: { id: string; title: string; description: string; canvas: Canvas }): string {
  const document = createDocument('');
  const element = plot({ style: { fontSize: named.canvas.narrow ? '11px' : '12px' }, ...options, width: named.canvas.width, document });
  // The page styles all plots alike; Plot would put its own style into each.
  element.querySelector('style')?.remove();
  // It names its layers too, which says nothing inside an image and is not allowed there.
  const layers: ArrayLike<{ removeAttribute(name: string): void }> = element.querySelectorAll('g[aria-label]');
  for (const layer of Array.from(layers)) layer.removeAttribute('aria-label');
  for (const [tag, text] of [
    ['desc', named.description],
    ['title', named.title],
  ] as const) {
    const child = document.createElementNS('http://www.w3.org/2000/svg', tag);
    child.setAttribute('id', `${named.id}-${tag}`);
    child.textContent = text;
    element.insertBefore(child, element.firstChild);
  }
  element.setAttribute('role', 'img');
  element.setAttribute('aria-labelledby', `${named.id}-title`);
  element.setAttribute('aria-describedby', `${named.id}-desc`);
  return element.outerHTML;
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** The colours of the page by name: light or dark, the page decides. */
export const ink = 'var(--ink)';
export const quiet = 'var(--quiet)';
export const green = 'var(--green)';
export const amber = 'var(--amber)';
export const hairline = 'var(--line)';

/** How dark a cell of a heat map is, 0 to 6; the square root, so that small shares can still be told apart. */
export function heat(share: number): number {
  return Math.max(0, Math.min(6, Math.round(Math.sqrt(share) * 6)));
}
