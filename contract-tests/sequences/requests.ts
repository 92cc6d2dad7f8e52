import { request } from '../wire/request.ts';
import type { Send } from '../wire/step.ts';
import { type Emails, type Model, tokenOf } from './model.ts';
import type { Step, TokenChoice } from './steps.ts';

/** What a step sends. */
export interface StepRequest {
  readonly operation: string;
  readonly method: string;
  readonly send: Send;
}

/**
 * @param caseField value of `x-lockstep-case`
 * @returns undefined for a step that sends nothing
 */
export function requestOf(model: Model, step: Step, emails: Emails, caseField: string): StepRequest | undefined {
  switch (step.kind) {
    case 'wait':
      return undefined;
    case 'register':
      return made('register', 'POST /api/auth/register', caseField, undefined, {
        email: written(emails[step.person], step.shouts),
        password: PASSWORDS.right,
        firstName: 'First',
        lastName: 'Last',
        role: step.role,
      });
    case 'login':
      return made('login', 'POST /api/auth/login', caseField, undefined, {
        email: written(emails[step.person], step.shouts),
        password: PASSWORDS[step.password],
      });
    case 'verify':
      return made('verify', 'POST /api/auth/verify', caseField, undefined, {
        token: textOf(model, step.token) ?? 'none',
      });
    case 'read':
      return made('getProfile', 'GET /api/auth/profile', caseField, textOf(model, step.token));
    case 'capabilities':
      return made('capabilities', 'GET /api/ai/capabilities', caseField, textOf(model, step.token));
    case 'update':
      return made('updateProfile', 'PUT /api/auth/profile', caseField, textOf(model, step.token), step.changes);
    case 'generate':
      return made('generate', 'POST /api/ai/generate', caseField, textOf(model, step.token), {
        prompt: 'The letter was written by her.',
        type: step.type,
      });
  }
}

/** Longer than the 72 bytes that bcrypt reads. */
const BEGINNING = 'correct horse battery '.repeat(4).slice(0, 72);
const PASSWORDS = { right: `${BEGINNING} staple`, wrong: 'incorrect horse', cut: `${BEGINNING} stable` } as const;

function made(
  operation: string,
  line: string,
  caseField: string,
  token: string | undefined,
  body?: object,
): StepRequest {
  const [method = '', target = ''] = line.split(' ');
  const headers: [string, string][] = [['X-Lockstep-Case', caseField]];
  if (token !== undefined) headers.push(['Authorization', `Bearer ${token}`]);
  return { operation, method, send: request(method, target, { headers, ...(body === undefined ? {} : { body }) }) };
}

function written(email: string, shouts: boolean): string {
  return shouts ? email.toUpperCase() : email;
}

function textOf(model: Model, choice: TokenChoice): string | undefined {
  const text = tokenOf(model, choice)?.text;
  // Of another signature: its last characters, but one more than padding could hide.
  return choice.which === 'altered' ? text?.replace(/.{5}$/, (end) => (end === 'AAAAA' ? 'BBBBB' : 'AAAAA')) : text;
}
