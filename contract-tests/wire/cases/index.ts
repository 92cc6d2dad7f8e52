import type { WireCase } from '../case.ts';
import type { World } from '../world.ts';
import { answers } from './answers.ts';
import { framing } from './framing.ts';
import { refusals } from './refusals.ts';
import { targets } from './targets.ts';

/** All wire cases of this project's contract. */
export const cases: readonly WireCase<World>[] = [...answers, ...refusals, ...targets, ...framing];
