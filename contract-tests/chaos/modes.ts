import { changeJson, withBody } from '../power/proxy/fields.ts';
import type { AnswerMessage, Exchange } from '../power/proxy/message.ts';
import type { Mode } from './fault-proxy.ts';

/** Half of its answers are a documented 500, half a 503 that no operation documents. The probed path is well. */
export function failing(): Mode {
  let turn = 0;
  return onUsers((answer) => {
    turn += 1;
    const [status, reason] = turn % 2 === 0 ? [500, 'Internal Server Error'] : [503, 'Service Unavailable'];
    return withBody({ ...answer, status, reason }, JSON.stringify({ title: reason, status }));
  });
}

export function slow(delayMs: number): Mode {
  return onUsers((answer) => ({ ...answer, delayMs }));
}

/** The profile's user loses a member that the contract requires. */
export function breakingContract(): Mode {
  return (answer, { method, target }) => {
    if (method !== 'GET' || target !== '/api/auth/profile' || answer.status !== 200) return answer;
    return changeJson(answer, ({ user, ...rest }) => ({ ...rest, user: { ...(user as object), email: undefined } }));
  };
}

/** It says that it was built from other sources. */
export function rebuilt(): Mode {
  return (answer, { target }) =>
    target === '/health' ? changeJson(answer, (said) => ({ ...said, build: `sha256:${'0'.repeat(64)}` })) : answer;
}

function onUsers(change: (answer: AnswerMessage) => AnswerMessage): Mode {
  return (answer, { target }: Exchange) => (target === '/health' ? answer : change(answer));
}
