import type { WireCase } from './case.ts';
import type { Send, Step } from './step.ts';

/** Settings of the servers that cases speak of. */
export interface ServedSettings {
  /** The origin whose pages may call the API. */
  readonly frontendUrl: string;
  /** Whether X-Forwarded-For is believed of who connects from this machine. */
  readonly trustsLoopback: boolean;
}

/** As the cases are written. */
export const DEFAULT_SETTINGS: ServedSettings = { frontendUrl: 'http://localhost:5173', trustsLoopback: true };

/**
 * A case for servers with other settings: it names their origin; and where they do not believe X-Forwarded-For, what comes back to a
 * request with that field is compared, but nothing is expected of it.
 */
export function adaptCase<World>(wireCase: WireCase<World>, settings: ServedSettings, world: World): WireCase<World> {
  if (settings.frontendUrl === DEFAULT_SETTINGS.frontendUrl && settings.trustsLoopback) return wireCase;
  const { steps: written, expect, ...rest } = wireCase;
  const built = typeof written === 'function' ? written(world) : written;
  const steps = 'kind' in built ? adaptSend(built, settings) : built.map((step) => adaptStep(step, settings));
  const sends = 'kind' in built ? [built] : built.filter((step) => step.kind === 'send');
  const isForwarded = sends.some(({ bytes }) => /^x-forwarded-for:/im.test(bytes.toString('latin1')));
  if (expect === undefined || (isForwarded && !settings.trustsLoopback)) return { ...rest, steps };
  return { ...rest, steps, expect: replaceIn(expect, settings) };
}

function adaptStep(step: Step, settings: ServedSettings): Step {
  return step.kind === 'send' ? adaptSend(step, settings) : step;
}

function adaptSend(send: Send, { frontendUrl }: ServedSettings): Send {
  const text = send.bytes.toString('latin1');
  const replaced = (part: string) => part.replaceAll(DEFAULT_SETTINGS.frontendUrl, frontendUrl);
  return {
    ...send,
    bytes: Buffer.from(replaced(text), 'latin1'),
    requests: send.requests.map((one) => ({ ...one, start: replaced(text.slice(0, one.start)).length })),
  };
}

/** What is expected, with the other origin in every text of it. */
function replaceIn<Value>(value: Value, settings: ServedSettings): Value {
  if (typeof value === 'string') {
    // A string stays one.
    return value.replaceAll(DEFAULT_SETTINGS.frontendUrl, settings.frontendUrl) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, settings)) as Value;
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  // Members keep their names, and their values their types.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceIn(item, settings)])) as Value;
}
