/**
 * A check that cannot fail is worth nothing: before the table is believed, faults are planted in one server's answers and in
 * the machinery, and each has to be seen and named.
 */
import type { OpenApiDocument } from '../../contract/operations.ts';
import { openWorld, type Targets } from '../cases/world.ts';
import type { DreddConstructor } from '../dredd-package.ts';
import { type Exercise, exercise } from '../exercise.ts';
import { isGreen, type Verdict } from '../judge.ts';
import { FAULTS } from './faults.ts';
import { startFaultyProxy } from './faulty-proxy.ts';

export interface SelfCheck {
  readonly planted: number;
  /** A line for each fault that was not seen. */
  readonly unseen: readonly string[];
}

/** Worlds of the self-check are numbered from here on. */
const FIRST_WORLD = 1000;

export async function selfCheck(
  Dredd: DreddConstructor,
  document: OpenApiDocument,
  targets: Targets,
): Promise<SelfCheck> {
  const profile = onlyProfile(document, ['200', '401']);
  const unseen: string[] = [];
  let planted = 0;
  const expectRed = async (name: string, named: RegExp, run: Omit<Exercise, 'world'>, sound = targets.sound) => {
    const number = FIRST_WORLD + planted;
    planted += 1;
    const world = await openWorld(`self-check-${number}`, number, targets);
    const verdict = await exercise(Dredd, { ...run, world: { ...world, targets: { ...targets, sound } } });
    if (isGreen(verdict) || !named.test(textOf(verdict))) unseen.push(`${name}: ${textOf(verdict) || 'all green'}`);
  };

  for (const { name, plant, named } of FAULTS) {
    const proxy = await startFaultyProxy(targets.sound, plant);
    try {
      await expectRed(name, named, { document: profile }, proxy.url);
    } finally {
      await proxy.stop();
    }
  }
  await expectRed('hooks that do not load', /did not load the hooks/, {
    document: profile,
    hookFile: import.meta.filename,
  });
  await expectRed('nothing to test', /nothing to test/, { document: { ...document, paths: {} } });
  await expectRed('a status that nothing provokes', /nothing provokes 418/, {
    document: onlyProfile(document, ['200', '418']),
  });
  await expectRed('a response that dredd leaves out', /missing/, { document: onlyProfile(document, ['200', '4XX']) });
  return { planted, unseen };
}

/** The contract cut down to one operation with some of its statuses; one that it does not have gets the 401's description. */
function onlyProfile(document: OpenApiDocument, statuses: readonly string[]): OpenApiDocument {
  const path = '/api/auth/profile';
  // The operation stands in our own contract, with these members.
  const get = document.paths[path]?.get as { readonly responses: Readonly<Record<string, unknown>> };
  const responses = Object.fromEntries(
    statuses.map((status) => [status, get.responses[status] ?? get.responses['401']]),
  );
  return { ...document, paths: { [path]: { get: { ...get, responses } } } };
}

function textOf({ cells, faults }: Verdict): string {
  const words = [...cells.values()].flatMap((cell) => {
    if (cell.kind === 'pass') return [];
    return cell.kind === 'fail' ? cell.reasons : ['missing'];
  });
  return [...faults, ...words].join(' | ');
}
