import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { AiUnavailableError, type GenerationRequest } from '../../handlers/context.ts';
import { answer } from './engine.ts';
import { createLocalAiProvider, createThreadedProvider, type LocalAiProvider } from './local-provider.ts';

const short: GenerationRequest = { prompt: 'The report was written.', type: 'suggestion' };
const long: GenerationRequest = { ...short, prompt: 'The report was written by the committee. '.repeat(97) };

async function withProvider(
  provider: LocalAiProvider,
  use: (provider: LocalAiProvider) => Promise<void>,
): Promise<void> {
  try {
    await use(provider);
  } finally {
    await provider.close();
  }
}

function unavailable(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof AiUnavailableError, String(error));
    assert.match(error.message, message);
    assert.ok(Number.isInteger(error.retryAfterSeconds) && error.retryAfterSeconds > 0);
    return true;
  };
}

test('answers from its thread what the engine answers', async () => {
  await withProvider(createLocalAiProvider({ timeoutMs: 60_000, queueLimit: 4 }), async (provider) => {
    await provider.warmUp();
    assert.deepEqual(await provider.generate(long), answer(long));
  });
});

test('takes one prompt and as many as may wait, refuses the next at once, and takes prompts again afterwards', async () => {
  await withProvider(createLocalAiProvider({ timeoutMs: 60_000, queueLimit: 1 }), async (provider) => {
    const taken = [provider.generate(long), provider.generate(long)];
    await assert.rejects(provider.generate(short), unavailable(/more prompts waiting than it can take/));
    assert.equal((await Promise.all(taken)).length, 2);
    assert.equal((await provider.generate(short)).data.provider, 'local');
  });
});

test('always gives up on a long text with a timeout of one millisecond, warm or not', async () => {
  await withProvider(createLocalAiProvider({ timeoutMs: 1, queueLimit: 4 }), async (provider) => {
    await assert.rejects(provider.generate(long), unavailable(/no answer within 1 ms/));
    await provider.warmUp();
    await assert.rejects(provider.generate(long), unavailable(/no answer within 1 ms/));
  });
});

test('stops a prompt that is late, whatever it does, and answers the next one', async () => {
  const worker = new URL('./fixtures/stuck-worker.ts', import.meta.url);
  await withProvider(createThreadedProvider(worker, { timeoutMs: 3_000, queueLimit: 4 }), async (provider) => {
    await provider.warmUp();
    await assert.rejects(provider.generate({ ...short, prompt: 'stuck' }), unavailable(/no answer within 3000 ms/));
    assert.deepEqual(await provider.generate(short), answer(short));
  });
});

test('refuses what is under way and what still comes when it is closed', async () => {
  const provider = createLocalAiProvider({ timeoutMs: 60_000, queueLimit: 4 });
  const underWay = [provider.generate(long), provider.generate(long)];
  const refused = underWay.map((generation) => assert.rejects(generation, unavailable(/shutting down/)));
  await Promise.all([provider.close(), ...refused]);
  await assert.rejects(provider.generate(short), unavailable(/shutting down/));
  await provider.close();
});

test('has stopped its thread when close resolves', async () => {
  const started = once(process, 'worker');
  const provider = createLocalAiProvider({ timeoutMs: 60_000, queueLimit: 4 });
  const [thread] = await started;
  assert.ok(thread instanceof Worker);
  await provider.warmUp();
  assert.notEqual(thread.threadId, -1);
  await provider.close();
  assert.equal(thread.threadId, -1);
});

test('does not keep a process alive once it is closed', async () => {
  const script = `
    import { createLocalAiProvider } from ${JSON.stringify(new URL('./local-provider.ts', import.meta.url).href)};
    const provider = createLocalAiProvider({ timeoutMs: 60000, queueLimit: 1 });
    await provider.warmUp();
    await provider.close();
    console.log('closed');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 60_000,
  });
  assert.equal(stdout, 'closed\n');
});
