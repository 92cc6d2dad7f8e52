import type { Answer, Observation } from '../../parity/answer.ts';
import { describeFailure } from '../../parity/describe.ts';
import { redactText } from '../../parity/redact.ts';

/** All that a client saw, as text: each answer with its head and body, and what became of the connection. */
export function seen(observation: Observation): string {
  const answers = observation.answers.map(whole);
  return [...answers, observation.kind === 'failed' ? describeFailure(observation.failure) : observation.ending].join(
    '\n',
  );
}

function whole({ status, reason, headers, body, interim }: Answer): string {
  const before = interim.map((one) => `${one.status} ${one.reason}`);
  const fields = headers.map(([name, value]) => `${name}: ${value}`);
  return redactText([...before, `${status} ${reason}`, ...fields, '', shown(body.toString('utf8'))].join('\n'));
}

/** Beginning and end of a long text. */
function shown(text: string): string {
  return text.length <= 2200 ? text : `${text.slice(0, 2000)} ... ${text.slice(-200)}`;
}
