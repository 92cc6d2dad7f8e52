import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchmarkError } from './benchmark-error.ts';
import { startChild } from './process/child.ts';
import { holdSelf, type Pinning } from './process/pinning.ts';
import { probeEnvironment } from './process/probes.ts';
import { SUBJECT_NAMES, type SubjectName } from './report.ts';
import { type Running, toRunning } from './running.ts';
import type { KnownAnswer } from './subjects/bare/known-answer.ts';
import { BEHIND, type LaunchContext, launchOf } from './subjects/subjects.ts';

/** All subjects of a run, as processes of their own over one database. */
export interface Fleet {
  readonly running: ReadonlyMap<SubjectName, Running>;
  readonly urls: ReadonlyMap<SubjectName, string>;
  /** Where a subject not of the fleet can be started, over the same database. */
  readonly context: LaunchContext;
  /** The rest of the subjects, once it is known what a bare application must answer. */
  startFloors(answers: readonly KnownAnswer[]): Promise<void>;
  /** @throws {BenchmarkError} naming the subjects that have ended */
  requireAlive(): void;
  /** Ends every process and removes their files. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly subjects: readonly SubjectName[];
  readonly pinning: Pinning | string;
  /** Variables of single subjects, beside their own. */
  readonly environment?: Readonly<Partial<Record<SubjectName, Readonly<Record<string, string>>>>>;
}

/** @throws {BenchmarkError} when one does not start; those that did are ended */
export async function startFleet({ subjects, pinning, environment = {} }: FleetOptions): Promise<Fleet> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const cores: Partial<Pinning> = typeof pinning === 'string' ? {} : pinning;
  const running = new Map<SubjectName, Running>();
  const urls = new Map<SubjectName, string>();
  const context = {
    directory,
    dataDir: join(directory, 'data'),
    secrets: { JWT_SECRET: randomSecret(), ROUTER_REPLAY_TOKEN: randomSecret() },
    answersFile: join(directory, 'answers.json'),
    get urls() {
      return { express: urls.get('express') ?? '', fastify: urls.get('fastify') ?? '' };
    },
  } satisfies LaunchContext;
  const start = async (name: SubjectName): Promise<void> => {
    const probes = join(directory, `${name}.probes`);
    await mkdir(probes);
    const launch = launchOf(name, context);
    const env = { ...launch.env, ...probeEnvironment(probes), ...environment[name] };
    const child = await startChild({ ...launch, env }, { name, directory, core: cores.subject });
    const behind = BEHIND[name].flatMap((server) => running.get(server) ?? []);
    const one = await toRunning(name, child, probes, behind);
    running.set(name, one);
    urls.set(name, one.url);
  };
  const stop = async () => {
    await Promise.all([...running.values()].map((one) => one.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  const needed = neededFor(subjects);
  try {
    if (cores.load !== undefined) await holdSelf(cores.load);
    for (const name of needed.filter((one) => !isFloor(one))) await start(name);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    running,
    urls,
    context,
    async startFloors(answers) {
      await writeFile(context.answersFile, JSON.stringify(answers));
      for (const name of needed.filter(isFloor)) await start(name);
    },
    requireAlive() {
      const dead = [...running.values()].flatMap((one) =>
        one.ended() === undefined ? [] : [`${one.name} ${one.ended()}`],
      );
      if (dead.length > 0) throw new BenchmarkError(`aborted, because ${dead.join(', and ')} in the middle of the run`);
    },
    stop,
  };
}

/** The subjects, and the servers that a router or the comparison of answers needs: Express's are what all are held to. */
function neededFor(subjects: readonly SubjectName[]): SubjectName[] {
  const needed = new Set<SubjectName>(['express', ...subjects, ...subjects.flatMap((name) => BEHIND[name])]);
  return SUBJECT_NAMES.filter((name) => needed.has(name));
}

function isFloor(name: SubjectName): boolean {
  return name.startsWith('bare-');
}

function randomSecret(): string {
  return randomBytes(32).toString('hex');
}
