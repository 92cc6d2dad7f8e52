import type { AnswerCheck } from '../health/answer-check.ts';
import { createSampling } from '../health/sampling.ts';
import type { CaptureHook } from '../proxy/capture.ts';

/** Hands a share of the answers (0 to 100 %) to the check against the contract, once their clients have them. */
export function sampledBy(answerCheck: AnswerCheck, percentage: number): CaptureHook {
  const isSampled = createSampling({ percentage });
  return {
    wanted: isSampled,
    deliver({ decision: { operation }, upstream, method, request, answer }) {
      if (operation === undefined) return;
      const { status, headers, body } = answer;
      answerCheck.check({
        upstream,
        operation,
        method,
        requestHeaders: request.headers,
        status,
        headers,
        body: body.bytes(),
        truncated: body.truncated,
      });
    },
  };
}
