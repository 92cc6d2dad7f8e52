import { EventEmitter } from 'node:events';
import type { OpenApiDocument } from '../contract/operations.ts';
import type { DreddConstructor } from './dredd-package.ts';
import type { Outcome, Report, Stats } from './judge.ts';
import { keyOf } from './transactions.ts';

/** dredd's transaction, as far as it is used here. */
export interface Transaction {
  readonly origin: { readonly resourceName: string };
  readonly request: { readonly method: string; headers: Record<string, string>; body: string };
  readonly expected: { readonly statusCode: string; headers: Record<string, string>; bodySchema?: object };
  /** The answer, once there is one. */
  readonly real?: {
    readonly statusCode: number;
    readonly headers: Record<string, string | string[] | undefined>;
    readonly body?: string;
  };
  host: string;
  port: string;
  fullPath: string;
  /** Set to a reason: dredd fails the transaction. */
  fail?: string;
}

export interface DreddRun {
  readonly document: OpenApiDocument;
  readonly endpoint: string;
  readonly hookFile: string;
  /** Before the request is sent; what it throws fails the transaction. */
  readonly prepare: (transaction: Transaction, key: string) => Promise<void>;
  /** Between the answer and dredd's own validation; what it throws fails the transaction. */
  readonly inspect: (transaction: Transaction, key: string) => void;
}

interface Hooks {
  beforeEach(hook: (transaction: Transaction, done: () => void) => void): void;
  beforeEachValidation(hook: (transaction: Transaction, done: () => void) => void): void;
}

/** dredd's description of a test that is over. */
interface Test {
  readonly title: string;
  readonly message: string;
  readonly request?: object;
  readonly actual?: Transaction['real'];
}

/** What the hooks know of a transaction, by its request, which is what dredd's reports share with it. */
type Notes = WeakMap<object, { readonly key: string; found?: string }>;

const REQUEST_TIMEOUT_MS = 15_000;
/** dredd never ends when a hook does not call back. */
const RUN_TIMEOUT_MS = 120_000;
const NO_STATS: Stats = { tests: 0, passes: 0, failures: 0, errors: 0, skipped: 0 };

/** The slot through which hooks.cjs reaches the present run: one run at a time. */
const SLOT = Symbol.for('lockstep.dredd.hooks');

/** Runs dredd once, in this process. Does not reject: what goes wrong stands in the outcome. */
export async function runDredd(Dredd: DreddConstructor, run: DreddRun): Promise<Outcome> {
  const reports: Report[] = [];
  const notes: Notes = new WeakMap();
  let hooksLoaded = false;
  Object.assign(globalThis, {
    [SLOT]: (hooks: Hooks) => {
      addHooks(hooks, run, notes);
      hooksLoaded = true;
    },
  });
  try {
    const stats = await start(Dredd, run, collect(reports, notes));
    return { hooksLoaded, reports, stats };
  } catch (error) {
    return { hooksLoaded, reports, stats: NO_STATS, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function start(
  Dredd: DreddConstructor,
  { document, endpoint, hookFile }: DreddRun,
  emitter: EventEmitter,
): Promise<Stats> {
  let timer: NodeJS.Timeout | undefined;
  const running = new Promise<Stats>((resolve, reject) => {
    const late = new Error(`it did not end within ${RUN_TIMEOUT_MS / 1000} seconds`);
    timer = setTimeout(() => reject(late), RUN_TIMEOUT_MS);
    const dredd = new Dredd({
      endpoint,
      apiDescriptions: [{ location: 'openapi.yaml', content: JSON.stringify(document) }],
      hookfiles: [hookFile],
      emitter,
      color: false,
      // Its warnings are about keywords that it does not know; that its hooks did not load is seen without it.
      loglevel: 'silent',
      http: { timeout: REQUEST_TIMEOUT_MS },
    });
    dredd.run((error, stats) => (error ? reject(error) : resolve({ ...stats })));
  });
  return running.finally(() => clearTimeout(timer));
}

/** Hooks of two parameters: dredd waits for no other kind of asynchronous ones. */
function addHooks(hooks: Hooks, { prepare, inspect }: DreddRun, notes: Notes): void {
  const fail = (transaction: Transaction, error: unknown) => {
    transaction.fail = textOf(error);
    const note = notes.get(transaction.request);
    if (note !== undefined) note.found = transaction.fail;
  };
  hooks.beforeEach((transaction, done) => {
    const { origin, request, expected } = transaction;
    const key = keyOf(origin.resourceName, request.method, expected.statusCode, expected.headers['Content-Type'] ?? '');
    notes.set(request, { key });
    prepare(transaction, key)
      .catch((error: unknown) => fail(transaction, error))
      .then(done);
  });
  hooks.beforeEachValidation((transaction, done) => {
    try {
      inspect(transaction, notes.get(transaction.request)?.key ?? '');
    } catch (error) {
      fail(transaction, error);
    }
    done();
  });
}

function collect(reports: Report[], notes: Notes): EventEmitter {
  const report = (verdict: Report['verdict'], test: Test, reason: string) => {
    const note = test.request && notes.get(test.request);
    const found = note?.found === undefined || reason.includes(note.found) ? [] : [note.found];
    reports.push({ key: note?.key ?? test.title, verdict, reason: [reason, ...found].join('; ') });
  };
  return new EventEmitter()
    .on('test pass', (test: Test) => report('pass', test, ''))
    .on('test skip', (test: Test) => report('skip', test, test.message))
    .on('test fail', (test: Test) => report('fail', test, reasonOf(test)))
    .on('test error', (error: unknown, test: Test) => report('error', test, textOf(error)));
}

const MAX_BODY_CHARACTERS = 300;

/** dredd's message; where the status is another one, also the answer, which mostly says why. */
function reasonOf({ message, actual }: Test): string {
  const text = message
    .trim()
    .replace(/^Failed in (before|after) hook: /, '')
    .replaceAll(/:?\n/g, '; ');
  const body = actual?.body?.slice(0, MAX_BODY_CHARACTERS);
  return text.includes('statusCode:') ? `${text} ${body ?? '(no body)'}` : text;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
