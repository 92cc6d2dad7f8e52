import type { ProfileNode, SubjectReport } from '../report.ts';
import { html, type Markup } from './markup.ts';

/** Of the whole; narrower frames are not drawn, and lighter ones not listed. */
const NARROWEST = 0.0015;
const LIGHTEST = 0.01;
const [DEEPEST, MOST_FRAMES] = [60, 4000];
export const FLAME_WIDTH = 1200;
const ROW = 18;
/** Of the page's monospaced letters, in the drawing's units. */
const LETTER = 6.4;

/** Where the time of each profiled subject went: a flame graph, its time by part, and the call tree to unfold. */
export function flames(subjects: readonly SubjectReport[]): Markup | undefined {
  const profiled = subjects.flatMap(({ name, profile }) => (profile === undefined ? [] : [{ name, profile }]));
  if (profiled.length === 0) return undefined;
  return html`<section><h2>Where the time goes</h2>
<p class="muted">CPU time at saturation by V8's sampling profiler; a frame is as wide as its share, what it calls lies below it. <span data-needs-script hidden>Choose a frame to widen it, the top one to go back.</span></p>
${profiled.map(
  ({ name, profile: { file, tree } }) => html`<h3>${name}</h3><div class="card scroll">${flameGraph(name, tree)}</div>
<div class="beside">${parts(tree)}<details class="card tree"><summary>Call tree of ${name}</summary><p class="muted small">Without what takes less than 1 %. The whole is in <code>${file}</code>, which Chrome and VS Code open.</p>${branch(tree, tree.totalMicroseconds)}</details></div>`,
)}</section>`;
}

interface Frame {
  readonly node: ProfileNode;
  readonly depth: number;
  /** 0 to 1, of the whole width. */
  readonly from: number;
  readonly share: number;
}

function flameGraph(name: string, tree: ProfileNode): Markup {
  const frames = framesOf(tree);
  const deepest = Math.max(...frames.map(({ depth }) => depth));
  return html`<svg class="flame" data-flame viewBox="0 0 ${FLAME_WIDTH} ${(deepest + 1) * ROW}" role="img" aria-label="${`Flame graph of ${name}`}">${frames.map(
    ({ node, depth, from, share }) => {
      const title = `${node.name} ${node.where}: ${percent(share)}, ${percent(node.selfMicroseconds / tree.totalMicroseconds)} itself`;
      const [x, width, y] = [from * FLAME_WIDTH, share * FLAME_WIDTH, depth * ROW];
      return html`<g class="frame ${toneOf(partOf(node))}" data-from="${from.toFixed(6)}" data-share="${share.toFixed(6)}" data-name="${node.name}"><title>${title}</title><rect x="${x}" y="${y}" width="${width}" height="${ROW - 1}"/><text x="${x + 4}" y="${y + 13}">${fitting(node.name, width)}</text></g>
`;
    },
  )}</svg>`;
}

/** Breadth first, so that a bound on their number takes away the deepest. */
function framesOf(tree: ProfileNode): readonly Frame[] {
  const frames: Frame[] = [{ node: tree, depth: 0, from: 0, share: 1 }];
  for (const { node, depth, from } of frames) {
    if (depth >= DEEPEST || frames.length >= MOST_FRAMES) continue;
    let next = from;
    for (const child of node.children.toSorted((one, other) => other.totalMicroseconds - one.totalMicroseconds)) {
      const share = child.totalMicroseconds / tree.totalMicroseconds;
      if (share >= NARROWEST) frames.push({ node: child, depth: depth + 1, from: next, share });
      next += share;
    }
  }
  return frames;
}

function fitting(name: string, width: number): string {
  const letters = Math.floor((width - 6) / LETTER);
  if (letters < 3) return '';
  return name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
}

function branch(node: ProfileNode, whole: number, depth = 0): Markup {
  const heavy = depth >= DEEPEST ? [] : node.children.filter((child) => child.totalMicroseconds >= LIGHTEST * whole);
  const line = html`<span class="share">${percent(node.totalMicroseconds / whole)}</span> ${node.name} <code class="muted">${node.where}</code>`;
  if (heavy.length === 0) return html`<div class="leaf">${line}</div>`;
  const inside = heavy
    .toSorted((one, other) => other.totalMicroseconds - one.totalMicroseconds)
    .map((child) => branch(child, whole, depth + 1));
  return depth < 3
    ? html`<details open><summary>${line}</summary>${inside}</details>`
    : html`<details><summary>${line}</summary>${inside}</details>`;
}

/** Self time by the package, module of Node, or folder of ours it was spent in. */
function parts(tree: ProfileNode): Markup {
  const times = new Map<string, number>();
  const open = [tree];
  for (const node of open) {
    const part = partOf(node);
    times.set(part, (times.get(part) ?? 0) + node.selfMicroseconds);
    open.push(...node.children);
  }
  const rows = [...times].toSorted(([, one], [, other]) => other - one).slice(0, 12);
  return html`<div class="card scroll"><table class="list"><thead><tr><th scope="col">Part</th><th scope="col" class="number">Time of its own</th></tr></thead><tbody>${rows.map(
    ([part, time]) =>
      html`<tr><th scope="row"><span class="swatch ${toneOf(part)}"></span> ${part}</th><td class="number">${percent(time / tree.totalMicroseconds)}</td></tr>`,
  )}</tbody></table></div>`;
}

function partOf({ where, name }: ProfileNode): string {
  if (name === '(garbage collector)') return 'garbage collection';
  return /^node_modules\/(?:@[^/]+\/)?[^/]+|^node:\w+|^[\w-]+(?=\/)/.exec(where)?.[0] ?? 'V8 and native';
}

function toneOf(part: string): string {
  if (part.startsWith('node_modules/')) return 'package';
  if (part.startsWith('node:')) return 'node';
  return part === 'V8 and native' || part === 'garbage collection' ? 'native' : 'own';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
