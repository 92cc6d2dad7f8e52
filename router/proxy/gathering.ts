import type { RequestBody } from './request-body.ts';

/**
 * Waits for small bodies before anything is decided about their requests. A place at an upstream and the time in which it must answer
 * would otherwise be the client's to spend: a few hundred clients that announce a body and do not send it would keep everybody else out,
 * and their slowness would count as the server's.
 */
export interface Gathering {
  /** Settles when the body is here, or when it is too large to be waited for. */
  whole(body: RequestBody, declaredBytes: number | undefined): Promise<void>;
}

export interface GatheringLimits {
  /** Larger bodies are streamed. */
  readonly bodyBytes: number;
  /** Of all bodies that are being waited for; beyond it they are streamed. */
  readonly allBytes: number;
}

export function createGathering({ bodyBytes, allBytes }: GatheringLimits): Gathering {
  let reserved = 0;
  return {
    async whole(body, declaredBytes) {
      if (bodyBytes === 0) return;
      const bytes = declaredBytes ?? bodyBytes;
      if (bytes > bodyBytes || reserved + bytes > allBytes) return;
      reserved += bytes;
      await body.gather(bodyBytes);
      reserved -= bytes;
    },
  };
}
