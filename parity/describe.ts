import type { Failure } from './answer.ts';
import type { Difference, Excerpt } from './difference.ts';
import { printable } from './printable.ts';
import { redactText } from './redact.ts';

/** A difference in one line for a person. */
export function describe(difference: Difference): string {
  const where = 'answer' in difference && difference.answer > 0 ? `answer ${difference.answer + 1}: ` : '';
  return where + oneLine(wordsFor(difference));
}

/** A failure of one server in one line. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'refused':
      return oneLine(`could not be reached (${failure.detail})`);
    case 'timeout':
      return oneLine(
        `said nothing more in ${failure.afterMs} ms, waited for ${failure.waitedFor}${after(failure.received)}`,
      );
    case 'garbage':
      return oneLine(`answered what is no HTTP: ${failure.problem}${after(failure.received)}`);
    case 'cut':
      return oneLine(`ended the connection before its answer did (${failure.detail})${after(failure.received)}`);
  }
}

function wordsFor(difference: Difference): string {
  switch (difference.kind) {
    case 'status':
      return `status ${sides(String(difference.baseline), String(difference.candidate))}`;
    case 'status-line':
      return `status line ${sides(quote(difference.baseline), quote(difference.candidate))}`;
    case 'header-missing':
      return `header ${difference.name} is missing; the baseline sends ${list(difference.baseline)}`;
    case 'header-extra':
      return `header ${difference.name} is sent by the candidate only: ${list(difference.candidate)}`;
    case 'header-changed':
      return `header ${difference.name} ${sides(list(difference.baseline), list(difference.candidate))}`;
    case 'header-order':
      return `order of headers ${sides(difference.baseline.join(', '), difference.candidate.join(', '))}`;
    case 'header-case':
      return `case of a header's name ${sides(difference.baseline, difference.candidate)}`;
    case 'header-spacing':
      return `blanks in a header line ${sides(quote(difference.baseline), quote(difference.candidate))}`;
    case 'framing':
      return `framing of the body ${sides(difference.baseline, difference.candidate)}`;
    case 'completeness':
      return `the body ${sides(whole(difference.baseline), whole(difference.candidate))}`;
    case 'body-bytes':
      return `body differs from byte ${difference.offset} on ${excerpts(difference.baseline, difference.candidate)}`;
    case 'json-missing':
      return `${pointer(difference.pointer)} is missing; the baseline has ${difference.baseline}`;
    case 'json-extra':
      return `${pointer(difference.pointer)} is in the candidate only: ${difference.candidate}`;
    case 'json-changed':
      return `${pointer(difference.pointer)} ${sides(difference.baseline, difference.candidate)}`;
    case 'json-form':
      return `form of ${pointer(difference.pointer)}: the candidate's is ${difference.what} ${sides(difference.baseline, difference.candidate)}`;
    case 'json-type':
      return `JSON type of ${pointer(difference.pointer)} ${sides(difference.baseline, difference.candidate)}`;
    case 'json-key-order':
      return `order of keys in ${pointer(difference.pointer)} ${sides(difference.baseline.join(', '), difference.candidate.join(', '))}`;
    case 'interim':
      return `interim answers ${sides(list(difference.baseline), list(difference.candidate))}`;
    case 'trailers':
      return `trailers ${sides(fields(difference.baseline), fields(difference.candidate))}`;
    case 'answer-count':
      return `number of answers ${sides(String(difference.baseline), String(difference.candidate))}`;
    case 'leftover':
      return `bytes of no answer ${excerpts(difference.baseline, difference.candidate)}`;
    case 'connection':
      return `connection ${sides(difference.baseline, difference.candidate)}`;
    case 'failure':
      return `failure ${sides(failed(difference.baseline), failed(difference.candidate))}`;
    case 'state-row':
      return `row ${difference.table} ${difference.key} ${sides(difference.baseline ?? 'unchanged', difference.candidate ?? 'unchanged')}`;
    case 'state-value':
      return `${difference.table}.${difference.column} of ${difference.key} ${sides(difference.baseline, difference.candidate)}`;
  }
}

function sides(baseline: string, candidate: string): string {
  return `[baseline] ${baseline} [candidate] ${candidate}`;
}

function excerpts(baseline: Excerpt, candidate: Excerpt): string {
  const show = ({ totalBytes, text }: Excerpt) => `${quote(text)} of ${totalBytes} bytes`;
  return sides(show(baseline), show(candidate));
}

function fields(lines: readonly (readonly [string, string])[]): string {
  return list(lines.map((line) => line.join(': ')));
}

function list(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.map(quote).join(', ');
}

function quote(text: string): string {
  return `"${text}"`;
}

function whole(complete: boolean): string {
  return complete ? 'complete' : 'cut';
}

function pointer(place: string): string {
  return place === '' ? 'the whole body' : place;
}

function failed(failure: Failure | undefined): string {
  return failure === undefined ? 'answered' : describeFailure(failure);
}

function after(received: Buffer): string {
  if (received.length === 0) return ', after nothing';
  return `, after "${printable(redactText(received.toString('latin1')).slice(0, 120))}"`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
