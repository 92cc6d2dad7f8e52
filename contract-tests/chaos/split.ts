import type { JournalEntry } from './admin.ts';
import { seen } from './wait.ts';
import { SHARE, type World } from './world.ts';

/** The first lowering after the epoch that concerns the operation; `*` asks for one of everything. */
export function loweringOf(
  { admin }: World,
  scope: string,
  after: number,
  withinMs: number,
): Promise<JournalEntry | undefined> {
  return seen(async () => {
    const entries = await admin.since(after);
    return entries.filter(isLowering).find((entry) => entry.scope === '*' || entry.scope === scope);
  }, withinMs);
}

/** Settles with whether every operation has its share again. */
export async function isWhole(world: World, withinMs: number): Promise<boolean> {
  const whole = await seen(async () => {
    const { operations } = await world.admin.status();
    return operations.every(({ effective }) => effective === SHARE) ? true : undefined;
  }, withinMs);
  return whole === true;
}

/** What holds the split back, for a line of the report. */
export async function whatHolds({ admin }: World): Promise<string> {
  const { operations } = await admin.status();
  const held = operations.filter(({ effective }) => effective !== SHARE);
  return held.map(({ operationId, effective, held }) => `${operationId} ${effective} % (${held})`).join('; ');
}

/** It takes everything, or one operation, to 0 %. */
function isLowering(entry: JournalEntry): boolean {
  return entry.kind === 'trip' || entry.kind === 'roll-back';
}
