import { type BodyPair, commonStart } from '../align-bodies.ts';
import type { AnswerPair, FieldPair, Mark, SideBySide } from '../side-by-side.ts';
import { html, type Markup } from './markup.ts';

/** A sign and a word for each mark: colour alone tells nothing to some. */
const MARKS: Readonly<Record<Mark, readonly [sign: string, word: string]>> = {
  same: ['', ''],
  changed: ['≠', 'changed'],
  missing: ['−', 'missing in the candidate'],
  extra: ['+', 'in the candidate only'],
  allowed: ['~', 'may differ'],
};

/** What the signs in the tables mean. */
export const LEGEND = html`<p class="legend muted small">${(['changed', 'missing', 'extra', 'allowed'] as const).map(
  (mark) => html`<span><b>${MARKS[mark][0]}</b> ${MARKS[mark][1]}</span>`,
)}</p>`;

/** Both servers' answers as tables of two columns. */
export function sidesMarkup({ answers, omitted, connection }: SideBySide): Markup {
  const many = answers.length > 1;
  return html`${answers.map((answer, at) => answerMarkup(answer, many ? `Answer ${at + 1}: ` : ''))}
${omitted > 0 ? html`<p class="muted">${omitted} more answers on this connection are left out.</p>` : undefined}
<h3>Connection</h3>${fieldTable(connection, 'What became of the connection')}`;
}

function answerMarkup({ status, headers, body, bodyMark }: AnswerPair, which: string): Markup {
  return html`<h3>${which}Status</h3>${fieldTable(status, 'Status lines')}
<h3>${which}Headers</h3>${fieldTable(headers, 'Header fields')}
<h3>${which}Body</h3>
${body.notes.map((note) => html`<p class="muted small">${note}</p>`)}
${body.pairs.length === 0 ? html`<p class="muted">Neither has one.</p>` : bodyTable(body.pairs, bodyMark)}`;
}

function fieldTable(pairs: readonly FieldPair[], caption: string): Markup {
  return html`<table class="sides"><caption class="unseen">${caption}</caption>
<thead><tr><th class="name" scope="col">Name</th><th scope="col">Baseline</th><th scope="col">Candidate</th></tr></thead>
<tbody>${pairs.map(
    ({ name, baseline, candidate, mark }) =>
      html`<tr class="${mark}"><th scope="row" class="mono named">${sign(mark)}${name}</th>${cells(baseline, candidate, mark)}</tr>
`,
  )}</tbody></table>`;
}

function bodyTable(pairs: readonly BodyPair[], counts: 'changed' | 'allowed'): Markup {
  return html`<table class="sides"><caption class="unseen">Bodies, line by line</caption>
<thead><tr><th class="sign" scope="col"><span class="unseen">Mark</span></th><th scope="col">Baseline</th><th scope="col">Candidate</th></tr></thead>
<tbody>${pairs.map((pair) => {
    if (pair.kind === 'fold') return html`<tr class="fold"><td colspan="3">${pair.lines} equal lines</td></tr>`;
    const mark = pair.kind !== 'same' && counts === 'allowed' ? 'allowed' : pair.kind;
    return html`<tr class="lines ${mark}"><th scope="row" class="mono">${sign(mark)}</th>${cells(pair.baseline, pair.candidate, mark)}</tr>
`;
  })}</tbody></table>`;
}

function sign(mark: Mark): Markup {
  const [character, word] = MARKS[mark];
  if (character === '') return html`<span class="mark"></span>`;
  return html`<span class="mark" title="${word}" aria-hidden="true">${character}</span><span class="unseen">${word} </span>`;
}

function cells(baseline: string | undefined, candidate: string | undefined, mark: Mark): Markup {
  const [a, b] = mark === 'changed' ? highlight(baseline ?? '', candidate ?? '') : [baseline, candidate];
  return html`${cell('Baseline', a)}${cell('Candidate', b)}`;
}

function cell(side: string, content: string | Markup | undefined): Markup {
  if (content === undefined) return html`<td class="mono none"></td>`;
  return html`<td class="mono" data-side="${side}">${content}</td>`;
}

/** Marks what stands between the beginning and the end that both have. */
function highlight(a: string, b: string): readonly [Markup, Markup] {
  const start = commonStart(a, b);
  const most = Math.min(a.length, b.length) - start;
  let end = 0;
  while (end < most && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  // Never within a surrogate pair.
  if (end > 0 && /^[\udc00-\udfff]/.test(a.slice(a.length - end))) end -= 1;
  const mark = (text: string) => {
    const middle = text.slice(start, text.length - end);
    return html`${text.slice(0, start)}${middle === '' ? undefined : html`<mark>${middle}</mark>`}${text.slice(text.length - end)}`;
  };
  return [mark(a), mark(b)];
}
