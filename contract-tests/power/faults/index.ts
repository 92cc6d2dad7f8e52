import type { Fault } from '../fault.ts';
import { bodies } from './bodies.ts';
import { connections } from './connections.ts';
import { controls } from './controls.ts';
import { framing } from './framing.ts';
import { headers } from './headers.ts';
import { processes } from './process.ts';
import { requestBodies } from './request-bodies.ts';
import { requests } from './requests.ts';
import { server } from './server.ts';
import { sharedCode } from './shared-code.ts';
import { state } from './state.ts';
import { status } from './status.ts';

/** All faults that are planted, the controls first. */
export const FAULTS: readonly Fault[] = [
  ...controls,
  ...status,
  ...headers,
  ...bodies,
  ...framing,
  ...connections,
  ...requests,
  ...requestBodies,
  ...state,
  ...server,
  ...processes,
  ...sharedCode,
];
