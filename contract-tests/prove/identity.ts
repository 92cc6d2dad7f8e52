import { type ReportedIdentity, reportedBy } from '../../parity/proof-identity.ts';

const TIMEOUT_MS = 3000;
const MAX_BYTES = 64 * 1024;

/** What a server says of itself on `/health`; `undefined` where it is not reached, or does not say it. */
export async function askIdentity(url: string): Promise<ReportedIdentity | undefined> {
  try {
    const response = await fetch(`${url}/health`, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return reportedBy(JSON.parse(await readBounded(response)));
  } catch {
    return undefined;
  }
}

async function readBounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
