import type { JournalEntry } from '../rollout/entry.ts';
import type { Decided } from '../rollout/state.ts';
import type { components } from './admin.gen.ts';
import type { ControlEvent, View } from './control.ts';

type Schemas = components['schemas'];

/** What the API says of the split. */
export function toSplit({ state, effective }: Pick<View, 'state' | 'effective'>): Schemas['Split'] {
  return { epoch: state.epoch, ...toDecided(state), effective };
}

/** An entry of the journal as the API shows it; a state in it under a name of its own. */
export function toEntry(entry: JournalEntry): Schemas['JournalEntry'] {
  if (entry.kind !== 'withdraw') return entry;
  const { to, ...rest } = entry;
  return { ...rest, decided: toDecided(to) };
}

/** An event as it is sent: its name, and its data. */
export function toEvent(event: ControlEvent): { readonly name: string; readonly data: object } {
  switch (event.kind) {
    case 'change':
      return { name: 'change', data: toChange(event.view, event.entry) };
    case 'verdict': {
      const { scope, finding, line } = event;
      return { name: 'verdict', data: { scope, finding, line } satisfies Schemas['VerdictEvent'] };
    }
    case 'difference':
      return { name: 'difference', data: event.difference };
  }
}

function toChange(view: View, entry: JournalEntry | undefined): Schemas['ChangeEvent'] {
  const change = { split: toSplit(view), held: view.held ?? null };
  return entry === undefined ? change : { ...change, entry: toEntry(entry) };
}

function toDecided({ percentage, paused, operations, trips }: Decided): Schemas['Decided'] {
  return { percentage, paused, own: operations, trips };
}
