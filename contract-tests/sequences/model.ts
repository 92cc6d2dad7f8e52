import { type Changes, type PersonName, type Role, type Step, TOKEN_LIFE_SECONDS, type TokenChoice } from './steps.ts';

/** What is true of the API after some steps, in as few words as it can be said. */
export interface Model {
  /** Since the beginning of all time under a seed. */
  readonly nowSeconds: number;
  readonly accounts: Readonly<Partial<Record<PersonName, Account>>>;
}

export interface Account {
  readonly id: string;
  readonly role: Role;
  /** The user as answers show it, without its id. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly tokens: readonly Token[];
}

export interface Token {
  readonly text: string;
  readonly issuedAtSeconds: number;
}

export const EMPTY: Model = { nowSeconds: 0, accounts: {} };

/** What must come back. */
export interface Truth {
  readonly status: number;
  /** Of a problem document. */
  readonly code?: string;
  /** Members that the body must have, deeply equal; of `user` all but its id. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What a step must be answered with; `undefined` for one that sends nothing. */
export function truthOf(model: Model, step: Step, emails: Emails): Truth | undefined {
  switch (step.kind) {
    case 'wait':
      return undefined;
    case 'register': {
      if (step.role === 'admin') return refused(400, 'validation_failed');
      if (model.accounts[step.person] !== undefined) return refused(409, 'email_taken');
      return { status: 201, body: { user: newUser(model, emails[step.person], step.role) } };
    }
    case 'login': {
      const account = model.accounts[step.person];
      if (account === undefined || step.password !== 'right') return refused(401, 'credentials_invalid');
      return { status: 200, body: { user: account.user } };
    }
    default:
      return withToken(model, step);
  }
}

function withToken(model: Model, step: Extract<Step, { token: TokenChoice }>): Truth {
  const account = model.accounts[step.token.of];
  const token = tokenOf(model, step.token);
  if (account === undefined || token === undefined)
    return refused(401, step.kind === 'verify' ? 'token_invalid' : 'token_missing');
  if (step.token.which === 'altered') return refused(401, 'token_invalid');
  if (model.nowSeconds >= token.issuedAtSeconds + TOKEN_LIFE_SECONDS) return refused(401, 'token_expired');
  switch (step.kind) {
    case 'read':
      return { status: 200, body: { user: account.user } };
    case 'verify': {
      const iat = secondsAt(token.issuedAtSeconds);
      const decoded = {
        userId: account.id,
        email: account.user.email,
        role: account.role,
        iat,
        exp: iat + TOKEN_LIFE_SECONDS,
      };
      return { status: 200, body: { valid: true, user: account.user, decoded } };
    }
    case 'capabilities':
      return { status: 200, body: { success: true } };
    case 'generate':
      return account.role === 'student' && !FOR_STUDENTS.has(step.type)
        ? refused(403, 'ai_type_forbidden')
        : { status: 200, body: { success: true } };
    case 'update':
      return isAcceptable(step.changes)
        ? { status: 200, body: { user: changed(model, account, step.changes).user } }
        : refused(400, 'validation_failed');
  }
}

const FOR_STUDENTS: ReadonlySet<string> = new Set(['suggestion', 'analysis']);

/**
 * What is true after a step.
 * @param answered what came back with a success: the id and the token that only the server knows
 */
export function after(
  model: Model,
  step: Step,
  emails: Emails,
  answered: { readonly id: string; readonly token: string },
): Model {
  const truth = truthOf(model, step, emails);
  const withAccount = (person: PersonName, account: Account): Model => ({
    ...model,
    accounts: { ...model.accounts, [person]: account },
  });
  const token = { text: answered.token, issuedAtSeconds: model.nowSeconds };
  if (step.kind === 'wait') return { ...model, nowSeconds: model.nowSeconds + step.seconds };
  if (step.kind === 'register' && step.role !== 'admin' && truth?.status === 201)
    return withAccount(step.person, {
      id: answered.id,
      role: step.role,
      user: newUser(model, emails[step.person], step.role),
      tokens: [token],
    });
  const owner = 'token' in step ? step.token.of : step.person;
  const account = model.accounts[owner];
  if (account === undefined || truth?.status !== 200) return model;
  if (step.kind === 'login') return withAccount(owner, { ...account, tokens: [...account.tokens, token] });
  return step.kind === 'update' ? withAccount(owner, changed(model, account, step.changes)) : model;
}

/** The token of a choice; altered ones are made from the last. */
export function tokenOf({ accounts }: Model, { of, which }: TokenChoice): Token | undefined {
  return accounts[of]?.tokens.at(which === 'first' ? 0 : -1);
}

/** Of each person, as it is stored. */
export type Emails = Readonly<Record<PersonName, string>>;

function refused(status: number, code: string): Truth {
  return { status, code };
}

function newUser(model: Model, email: string, role: Role): Account['user'] {
  const createdAt = instantAt(model.nowSeconds);
  return { email, firstName: 'First', lastName: 'Last', role, isVerified: false, createdAt };
}

function changed(model: Model, account: Account, changes: object): Account {
  return { ...account, user: { ...account.user, ...changes, updatedAt: instantAt(model.nowSeconds) } };
}

/** Names have something to see, and a picture has no blanks. */
function isAcceptable({ firstName = 'x', lastName = 'x', profilePicture = '' }: Changes): boolean {
  return /\S/.test(firstName) && /\S/.test(lastName) && !/\s/.test(profilePicture);
}

/** Time under a seed begins here. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

function secondsAt(seconds: number): number {
  return EPOCH_MS / 1000 + seconds;
}

function instantAt(seconds: number): string {
  return new Date(EPOCH_MS + seconds * 1000).toISOString();
}
