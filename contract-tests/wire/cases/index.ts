import type { WireCase } from '../case.ts';
import type { World } from '../world.ts';
import { answers } from './answers.ts';
import { bodies } from './bodies.ts';
import { chunks } from './chunks.ts';
import { codings } from './codings.ts';
import { conditional } from './conditional.ts';
import { cors } from './cors.ts';
import { expectations } from './expect-continue.ts';
import { targetForms } from './forms.ts';
import { framing } from './framing.ts';
import { heads } from './heads.ts';
import { leavings } from './leaving.ts';
import { limits } from './limits.ts';
import { methodsAndVersions } from './methods.ts';
import { pieces } from './pieces.ts';
import { pipelining } from './pipelining.ts';
import { power } from './power.ts';
import { refusals } from './refusals.ts';
import { replays } from './replays.ts';
import { sizes } from './sizes.ts';
import { slowClients } from './slow.ts';
import { targets } from './targets.ts';
import { transferCodings } from './transfer-codings.ts';
import { userLimits } from './user-limits.ts';

/** All wire cases of this project's contract. */
export const cases: readonly WireCase<World>[] = [
  // What is sent.
  ...heads,
  ...methodsAndVersions,
  ...targets,
  ...targetForms,
  ...framing,
  ...chunks,
  ...transferCodings,
  ...bodies,
  ...sizes,
  // What comes back.
  ...answers,
  ...refusals,
  ...limits,
  ...userLimits,
  ...replays,
  ...cors,
  ...conditional,
  ...codings,
  // How the connection is used.
  ...pieces,
  ...pipelining,
  ...leavings,
  ...slowClients,
  ...expectations,
  // What planted faults have shown to be missing.
  ...power,
];
