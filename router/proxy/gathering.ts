import type { RequestBody } from './request-body.ts';

/**
 * Waits for small bodies before anything is decided about their requests. A place at an upstream and the time in which it must answer
 * would otherwise be the client's to spend: a few hundred clients that announce a body and do not send it would keep everybody else out,
 * and their slowness would count as the server's.
 */
export interface Gathering {
  /** Settles when the body is here, or when it is too large to be waited for, or those of its client together are. */
  whole(body: RequestBody, declaredBytes: number | undefined, client: string): Promise<void>;
}

export interface GatheringLimits {
  /** Larger bodies are streamed. */
  readonly bodyBytes: number;
  /** Of all bodies that are being waited for, a quarter for one client; one that would go beyond it is streamed. */
  readonly allBytes: number;
}

/** Counts what has arrived, not what was announced: who announces and does not send takes nothing from anybody. */
export function createGathering({ bodyBytes, allBytes }: GatheringLimits): Gathering {
  const byClient = new Map<string, number>();
  let held = 0;

  function take(client: string, bytes: number): boolean {
    const ofClient = (byClient.get(client) ?? 0) + bytes;
    if (held + bytes > allBytes || ofClient > allBytes / 4) return false;
    held += bytes;
    byClient.set(client, ofClient);
    return true;
  }

  function giveBack(client: string, bytes: number): void {
    if (bytes === 0) return;
    held -= bytes;
    const left = (byClient.get(client) ?? 0) - bytes;
    if (left > 0) byClient.set(client, left);
    else byClient.delete(client);
  }

  return {
    async whole(body, declaredBytes = 0, client) {
      if (declaredBytes > bodyBytes || bodyBytes === 0) return;
      let taken = 0;
      await body.gather((bytes) => {
        if (taken + bytes > bodyBytes || !take(client, bytes)) return false;
        taken += bytes;
        return true;
      });
      giveBack(client, taken);
    },
  };
}
