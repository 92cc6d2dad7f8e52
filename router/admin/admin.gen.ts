// Generated from router/admin.openapi.yaml by `npm run generate`. Do not edit.

export interface paths {
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description Says that the worker in charge runs; of no use to find out anything else. */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description All that holds at the moment: the split as it was set and as it is, measured from the traffic itself; what holds it back and why; both servers; the proof; the shadow. */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/percentage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** @description Sets the general share, for all operations without one of their own. A raise holds once it is remembered on the disk, a lowering at once; both are answered once they are. A share above 0 lets go what a breaker holds as a whole. */
        readonly put: operations["setPercentage"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/operations/{operationId}/percentage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** @description Sets the share of one operation, which then prevails over the general one; null takes it away. A share above 0 lets go what a breaker holds of this operation. */
        readonly put: operations["setOperationPercentage"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/roll-back": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Takes one operation, or without a scope everything, to 0 %. Holds at once. Operations with a share of their own keep it, at 0 %: the next general share does not reach them until it is cleared. */
        readonly post: operations["rollBack"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description From now on nothing is raised, neither by a person nor by a breaker that recovers. Lowering goes on. */
        readonly post: operations["pause"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Lifts the pause; raises nothing by itself but what a breaker tries again. */
        readonly post: operations["resume"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/re-arm": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Lets go what a breaker holds of an operation or, with the scope `*`, of everything: the configured share holds again. */
        readonly post: operations["rearm"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/journal": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description Who changed what, when and why, newest first. */
        readonly get: operations["getJournal"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/differences": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description In what mirrored requests were answered differently; the newest first, only the last ones are kept. */
        readonly get: operations["listDifferences"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/differences/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description One difference with the whole request and both answers. Secrets are masked. */
        readonly get: operations["getDifference"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/differences/{id}/case": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description A difference as a wire case for contract-tests/: the source text of a table with one case. */
        readonly get: operations["exportDifference"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description Server-sent events (HTML, 9.2), each with one JSON document as its data: `change` (schema ChangeEvent; the first one comes at once and says what holds), `verdict` (VerdictEvent) and `difference` (DifferenceSummary). A comment every 15 seconds shows that the connection lives. Whoever reads too slowly is cut off. */
        readonly get: operations["watchEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description For Prometheus, in its text format. */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/restart": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Replaces the worker without a failed request. The answer comes before the successor is in charge; connections to this API end when it is. */
        readonly post: operations["restartWorker"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description share of the users, 0 to 100 with at most three decimals */
        readonly Percentage: number;
        /** @description the reason, 1 to 500 characters for whoever reads the journal */
        readonly Why: string;
        /** @description an operationId, or * for everything */
        readonly Scope: string;
        readonly SetPercentage: {
            readonly percentage: components["schemas"]["Percentage"];
            readonly why: components["schemas"]["Why"];
        };
        readonly SetOwnPercentage: {
            /** @description share of the users, 0 to 100 with at most three decimals, or null for the general share */
            readonly percentage: number | null;
            readonly why: components["schemas"]["Why"];
        };
        readonly RollBack: {
            readonly scope?: components["schemas"]["Scope"];
            readonly why: components["schemas"]["Why"];
        };
        readonly Rearm: {
            readonly scope: components["schemas"]["Scope"];
            readonly why: components["schemas"]["Why"];
        };
        readonly Reason: {
            readonly why: components["schemas"]["Why"];
        };
        /** @description By operationId. */
        readonly Shares: {
            readonly [key: string]: components["schemas"]["Percentage"];
        };
        /** @description What breakers hold, by operationId or `*`. */
        readonly Trips: {
            readonly [key: string]: components["schemas"]["Trip"];
        };
        readonly Trip: {
            /** @description One line: numbers, threshold, decision */
            readonly verdict: string;
            /**
             * @description `person`: it waits for a person or a fresh proof
             * @enum {string}
             */
            readonly recovery: "trial" | "person";
            /** Format: date-time */
            readonly at: string;
            /** @description Id of the proof that was there when it happened */
            readonly proof?: string;
        };
        /** @description In the answer to a change it is what is on the disk by then; other changes that still wait for it do not show. */
        readonly Split: {
            /** @description Rises by one with each entry of the journal */
            readonly epoch: number;
            readonly percentage: components["schemas"]["Percentage"];
            readonly paused: boolean;
            readonly own: components["schemas"]["Shares"];
            readonly trips: components["schemas"]["Trips"];
            readonly effective: components["schemas"]["Shares"];
        };
        readonly Health: {
            /** @enum {string} */
            readonly status: "ok";
        };
        readonly Restarting: {
            /** @enum {boolean} */
            readonly restarting: true;
        };
        readonly Status: {
            readonly epoch: number;
            readonly percentage: components["schemas"]["Percentage"];
            readonly paused: boolean;
            /** @description Why everything is at 0 % though no entry of the journal says so */
            readonly held: string | null;
            readonly lastChange?: components["schemas"]["JournalEntry"];
            readonly breaker: components["schemas"]["Breaker"];
            readonly operations: readonly components["schemas"]["OperationStatus"][];
            readonly servers: {
                readonly express: components["schemas"]["ServerStatus"];
                readonly fastify: components["schemas"]["ServerStatus"];
            };
            readonly proof: components["schemas"]["ProofStatus"];
            readonly shadow: components["schemas"]["ShadowStatus"];
        };
        readonly OperationStatus: {
            readonly operationId: string;
            /** @description Null where the general share holds */
            readonly own: number | null;
            readonly configured: components["schemas"]["Percentage"];
            readonly effective: components["schemas"]["Percentage"];
            /** @description Why the effective share is not the configured one, where it is this operation's own; what holds everything is said above */
            readonly held: string | null;
            readonly measured: components["schemas"]["Measured"];
            readonly breaker: components["schemas"]["Breaker"];
            readonly gate: components["schemas"]["Gate"];
        };
        /** @description What became of the requests of the last one to two minutes, but no longer back than the share holds. Requests that an operator forced do not count. Users are told apart by an eighth of a bucket's number, so at most 12,500 of them. */
        readonly Measured: {
            /**
             * @description Whether the share of the users that were sent to Fastify may be that share by chance
             * @enum {string}
             */
            readonly verdict: "agrees" | "differs" | "too-few";
            /** @description One line: numbers, interval, verdict */
            readonly line: string;
            readonly requests: number;
            /** @description Requests that were decided for Fastify */
            readonly toFastify: number;
            readonly users: number;
            readonly usersToFastify: number;
            /** @description Requests that Fastify answered, whoever was decided */
            readonly byFastify: number;
            readonly byExpress: number;
        };
        readonly Breaker: {
            /** @enum {string} */
            readonly state: "closed" | "open" | "half-open" | "recovering";
            readonly trip?: components["schemas"]["Trip"];
            /**
             * Format: date-time
             * @description When it may be tried again
             */
            readonly until?: string;
        };
        readonly Gate: {
            readonly mayRaise: boolean;
            /**
             * @description `unknown`: not both servers have said yet what they are
             * @enum {string}
             */
            readonly mayStay: "yes" | "no" | "unknown";
            readonly reasons: readonly string[];
        };
        readonly ServerStatus: {
            readonly url: string;
            /** @description Null before the first probe has ended */
            readonly up: boolean | null;
            readonly identity?: components["schemas"]["Identity"];
            readonly lastProbe?: {
                readonly status?: number;
                readonly latencyMs?: number;
                /** @description Why it does not count as up */
                readonly reason?: string;
            };
        };
        readonly Identity: {
            /** @enum {string} */
            readonly kind: "reported" | "declared" | "observed";
            readonly contract?: string;
            readonly build?: string;
            readonly configuration?: string;
            readonly node?: string;
            readonly identity?: string;
            readonly place?: {
                readonly path: string;
                readonly header?: string;
                readonly pointer?: string;
            };
        };
        readonly ProofStatus: {
            /**
             * @description `invalid`: there is a file, and it, or the key to check it with, is not what it has to be
             * @enum {string}
             */
            readonly state: "valid" | "expired" | "none" | "invalid" | "not-required";
            readonly file: string;
            /** @description Tells proofs apart */
            readonly id?: string;
            /** Format: date-time */
            readonly issuedAt?: string;
            /** Format: date-time */
            readonly expiresAt?: string;
            /** @description Why there is none that holds */
            readonly reason?: string;
        };
        /** @description Mirrored requests since the worker started. */
        readonly ShadowStatus: {
            readonly percentage: components["schemas"]["Percentage"];
            readonly waiting: number;
            readonly sent: number;
            readonly identical: number;
            readonly different: number;
            /** @description Different at first, and not when both were asked once more */
            readonly unstable: number;
            /** @description Different at first; there was no time to ask once more */
            readonly unconfirmed: number;
            /** @description Without an answer that could be compared */
            readonly failed: number;
            /** @description By reason. */
            readonly dropped: {
                readonly [key: string]: number;
            };
        };
        readonly Journal: {
            readonly entries: readonly components["schemas"]["JournalEntry"][];
            /** @description What `before` has to be for the next page; null where there is none */
            readonly next: number | null;
        };
        readonly JournalEntry: {
            readonly epoch: number;
            /** Format: date-time */
            readonly at: string;
            /** @enum {string} */
            readonly who: "operator" | "environment" | "gate" | "breaker" | "journal";
            readonly why: string;
            /** @enum {string} */
            readonly kind: "set" | "roll-back" | "pause" | "resume" | "trip" | "recover" | "request" | "disregard" | "withdraw";
            readonly scope?: string;
            readonly from?: number | null;
            readonly to?: number | null;
            readonly trip?: components["schemas"]["Trip"];
            readonly decided?: components["schemas"]["Decided"];
        };
        /** @description What holds after a `withdraw`. */
        readonly Decided: {
            readonly percentage: components["schemas"]["Percentage"];
            readonly paused: boolean;
            readonly own: components["schemas"]["Shares"];
            readonly trips: components["schemas"]["Trips"];
        };
        readonly Differences: {
            readonly differences: readonly components["schemas"]["DifferenceSummary"][];
        };
        readonly DifferenceSummary: {
            readonly id: string;
            /** Format: date-time */
            readonly at: string;
            readonly operationId: string;
            readonly method: string;
            /** @description Secrets are masked */
            readonly target: string;
            /** @description What differs, one line each */
            readonly lines: readonly string[];
        };
        readonly Difference: {
            readonly id: string;
            /** Format: date-time */
            readonly at: string;
            readonly operationId: string;
            readonly method: string;
            /** @description Secrets are masked */
            readonly target: string;
            /** @description What differs, one line each */
            readonly lines: readonly string[];
            readonly request: components["schemas"]["Message"];
            readonly express: components["schemas"]["Answer"];
            readonly fastify: components["schemas"]["Answer"];
        };
        readonly Message: {
            readonly headers: readonly components["schemas"]["Field"][];
            readonly body: components["schemas"]["Body"];
        };
        readonly Answer: {
            readonly status: number;
            readonly headers: readonly components["schemas"]["Field"][];
            readonly body: components["schemas"]["Body"];
        };
        readonly Field: {
            readonly name: string;
            readonly value: string;
        };
        readonly Body: {
            readonly sizeBytes: number;
            /** @enum {string} */
            readonly encoding: "utf-8" | "base64";
            readonly content: string;
            readonly truncated: boolean;
        };
        /** @description Without an entry where something was held or let go otherwise. */
        readonly ChangeEvent: {
            readonly split: components["schemas"]["Split"];
            readonly held: string | null;
            readonly entry?: components["schemas"]["JournalEntry"];
        };
        readonly VerdictEvent: {
            readonly scope: components["schemas"]["Scope"];
            /** @enum {string} */
            readonly finding: "trip" | "hold" | "pass";
            readonly line: string;
        };
        readonly FieldError: {
            /** @description JSON pointer (RFC 6901) into the request */
            readonly pointer: string;
            readonly detail: string;
        };
        /** @description A problem document (RFC 9457). */
        readonly Problem: {
            /** Format: uri-reference */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            readonly detail: string;
            readonly instance: string;
            readonly code: string;
            readonly requestId: string;
            readonly errors?: readonly components["schemas"]["FieldError"][];
            /** @description The detail once more */
            readonly error: string;
            /** @description Why a change is refused, one line each */
            readonly reasons?: readonly string[];
            /** @description What there is instead */
            readonly allowed?: readonly string[];
        };
    };
    responses: {
        /** @description It holds and is remembered, or it held already. */
        readonly Changed: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "epoch": 12,
                 *       "percentage": 25,
                 *       "paused": false,
                 *       "own": {
                 *         "feedback": 0
                 *       },
                 *       "trips": {},
                 *       "effective": {
                 *         "login": 25,
                 *         "feedback": 0
                 *       }
                 *     }
                 */
                readonly "application/json": components["schemas"]["Split"];
            };
        };
        /** @description The request is not as this document says; the detail names what is allowed. */
        readonly BadRequest: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#validation_failed",
                 *       "title": "Request does not match the contract",
                 *       "status": 400,
                 *       "detail": "/body/percentage must be <= 100 (share of the users, 0 to 100 with at most three decimals).",
                 *       "instance": "/percentage",
                 *       "code": "validation_failed",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "errors": [
                 *         {
                 *           "pointer": "/body/percentage",
                 *           "detail": "must be <= 100 (share of the users, 0 to 100 with at most three decimals)"
                 *         }
                 *       ],
                 *       "error": "/body/percentage must be <= 100 (share of the users, 0 to 100 with at most three decimals)."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No token, or a wrong one. */
        readonly Unauthorized: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#token_missing",
                 *       "title": "Authentication required",
                 *       "status": 401,
                 *       "detail": "A bearer token is required.",
                 *       "instance": "/percentage",
                 *       "code": "token_missing",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "A bearer token is required."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or no more. */
        readonly NotFound: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#not_found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "detail": "No difference 7 is kept.",
                 *       "instance": "/percentage",
                 *       "code": "not_found",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "No difference 7 is kept."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The contract has no such operation; the detail and `allowed` name those that it has. */
        readonly UnknownOperation: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#unknown_operation",
                 *       "title": "Unknown operation",
                 *       "status": 404,
                 *       "detail": "The contract has no operation logon. It has login, feedback.",
                 *       "instance": "/percentage",
                 *       "code": "unknown_operation",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The contract has no operation logon. It has login, feedback.",
                 *       "allowed": [
                 *         "login",
                 *         "feedback"
                 *       ]
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not now; `reasons` says why, one line each. */
        readonly Refused: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#change_refused",
                 *       "title": "Change refused",
                 *       "status": 409,
                 *       "detail": "There is no proof; npm run prove makes one.",
                 *       "instance": "/percentage",
                 *       "code": "change_refused",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "There is no proof; npm run prove makes one.",
                 *       "reasons": [
                 *         "there is no proof; npm run prove makes one"
                 *       ]
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        readonly ContentTooLarge: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#body_too_large",
                 *       "title": "Request body too large",
                 *       "status": 413,
                 *       "detail": "The body may have 4096 bytes.",
                 *       "instance": "/percentage",
                 *       "code": "body_too_large",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The body may have 4096 bytes."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not JSON. */
        readonly UnsupportedMediaType: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#unsupported_media_type",
                 *       "title": "Unsupported media type",
                 *       "status": 415,
                 *       "detail": "A body must be application/json.",
                 *       "instance": "/percentage",
                 *       "code": "unsupported_media_type",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "A body must be application/json."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The Host field names no loopback address (a page of another site reached this address by its own name). */
        readonly MisdirectedRequest: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#misdirected_request",
                 *       "title": "Misdirected request",
                 *       "status": 421,
                 *       "detail": "Host must be localhost, 127.0.0.1 or [::1].",
                 *       "instance": "/percentage",
                 *       "code": "misdirected_request",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "Host must be localhost, 127.0.0.1 or [::1]."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nobody expected this. */
        readonly InternalServerError: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#internal_error",
                 *       "title": "Internal server error",
                 *       "status": 500,
                 *       "detail": "The router failed.",
                 *       "instance": "/percentage",
                 *       "code": "internal_error",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The router failed."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The journal cannot be written; `reasons` says why. Everything is at 0 % until the next change that can be. */
        readonly NotRemembered: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#change_not_remembered",
                 *       "title": "Change not remembered",
                 *       "status": 503,
                 *       "detail": "The journal cannot be written, everything is at 0 % now.",
                 *       "instance": "/percentage",
                 *       "code": "change_not_remembered",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The journal cannot be written, everything is at 0 % now."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many watch already. */
        readonly Overloaded: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#overloaded",
                 *       "title": "Overloaded",
                 *       "status": 503,
                 *       "detail": "16 clients watch the events already.",
                 *       "instance": "/percentage",
                 *       "code": "overloaded",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "16 clients watch the events already."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Of the contract that the router works by. */
        readonly OperationId: string;
        readonly DifferenceId: string;
        /** @description Only entries below this epoch; without it the newest. */
        readonly Before: number;
        /** @description How many entries at most, 1 to 200. */
        readonly Limit: number;
    };
    requestBodies: never;
    headers: {
        /** @description Names the request in logs */
        readonly "X-Request-Id": string;
        /** @description How to authenticate */
        readonly "WWW-Authenticate": string;
        /** @description Seconds */
        readonly "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly getHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It runs. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly getStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description As of now. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "epoch": 12,
                     *       "percentage": 25,
                     *       "paused": false,
                     *       "held": null,
                     *       "breaker": {
                     *         "state": "closed"
                     *       },
                     *       "operations": [
                     *         {
                     *           "operationId": "login",
                     *           "own": null,
                     *           "configured": 25,
                     *           "effective": 25,
                     *           "held": null,
                     *           "measured": {
                     *             "verdict": "agrees",
                     *             "line": "25 % is set; 52 of 200 users (26.0 %) were sent to fastify, 14.7 % to 35.3 % would be chance: agrees",
                     *             "requests": 812,
                     *             "toFastify": 209,
                     *             "users": 200,
                     *             "usersToFastify": 52,
                     *             "byFastify": 209,
                     *             "byExpress": 603
                     *           },
                     *           "breaker": {
                     *             "state": "closed"
                     *           },
                     *           "gate": {
                     *             "mayRaise": true,
                     *             "mayStay": "yes",
                     *             "reasons": []
                     *           }
                     *         }
                     *       ],
                     *       "servers": {
                     *         "express": {
                     *           "url": "http://127.0.0.1:5001",
                     *           "up": true,
                     *           "identity": {
                     *             "kind": "declared",
                     *             "identity": "release 7"
                     *           },
                     *           "lastProbe": {
                     *             "status": 200,
                     *             "latencyMs": 1.2
                     *           }
                     *         },
                     *         "fastify": {
                     *           "url": "http://127.0.0.1:3001",
                     *           "up": false,
                     *           "lastProbe": {
                     *             "reason": "ECONNREFUSED"
                     *           }
                     *         }
                     *       },
                     *       "proof": {
                     *         "state": "none",
                     *         "file": ".data/proof.json",
                     *         "reason": "there is no proof"
                     *       },
                     *       "shadow": {
                     *         "percentage": 0,
                     *         "waiting": 0,
                     *         "sent": 0,
                     *         "identical": 0,
                     *         "different": 0,
                     *         "unstable": 0,
                     *         "unconfirmed": 0,
                     *         "failed": 0,
                     *         "dropped": {}
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Status"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly setPercentage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "percentage": 25,
                 *       "why": "quiet for a day at 10 %"
                 *     }
                 */
                readonly "application/json": components["schemas"]["SetPercentage"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Changed"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 409: components["responses"]["Refused"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["NotRemembered"];
        };
    };
    readonly setOperationPercentage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Of the contract that the router works by. */
                readonly operationId: components["parameters"]["OperationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "percentage": 50,
                 *       "why": "the general share is not for it"
                 *     }
                 */
                readonly "application/json": components["schemas"]["SetOwnPercentage"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Changed"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["UnknownOperation"];
            readonly 409: components["responses"]["Refused"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["NotRemembered"];
        };
    };
    readonly rollBack: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "why": "complaints about feedback",
                 *       "scope": "feedback"
                 *     }
                 */
                readonly "application/json": components["schemas"]["RollBack"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Changed"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["UnknownOperation"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["NotRemembered"];
        };
    };
    readonly pause: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "why": "release of the database"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Reason"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Changed"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["NotRemembered"];
        };
    };
    readonly resume: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "why": "release is over"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Reason"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Changed"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 409: components["responses"]["Refused"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["NotRemembered"];
        };
    };
    readonly rearm: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "scope": "*",
                 *       "why": "the cause is found and mended"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Rearm"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Changed"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["UnknownOperation"];
            readonly 409: components["responses"]["Refused"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["NotRemembered"];
        };
    };
    readonly getJournal: {
        readonly parameters: {
            readonly query?: {
                /** @description Only entries below this epoch; without it the newest. */
                readonly before?: components["parameters"]["Before"];
                /** @description How many entries at most, 1 to 200. */
                readonly limit?: components["parameters"]["Limit"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of it. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entries": [
                     *         {
                     *           "epoch": 12,
                     *           "at": "2026-01-15T09:30:00.000Z",
                     *           "who": "operator",
                     *           "why": "quiet for a day at 10 %",
                     *           "kind": "set",
                     *           "scope": "*",
                     *           "from": 10,
                     *           "to": 25
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Journal"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly listDifferences: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All that are kept. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "differences": [
                     *         {
                     *           "id": "7",
                     *           "at": "2026-01-15T09:30:00.000Z",
                     *           "operationId": "readNotes",
                     *           "method": "GET",
                     *           "target": "/notes?page=2",
                     *           "lines": [
                     *             "status: 200 on express, 404 on fastify"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Differences"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly getDifference: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["DifferenceId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The difference. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7",
                     *       "at": "2026-01-15T09:30:00.000Z",
                     *       "operationId": "readNotes",
                     *       "method": "GET",
                     *       "target": "/notes?page=2",
                     *       "lines": [
                     *         "status: 200 on express, 404 on fastify"
                     *       ],
                     *       "request": {
                     *         "headers": [
                     *           {
                     *             "name": "Host",
                     *             "value": "api.example.org"
                     *           }
                     *         ],
                     *         "body": {
                     *           "sizeBytes": 0,
                     *           "encoding": "utf-8",
                     *           "content": "",
                     *           "truncated": false
                     *         }
                     *       },
                     *       "express": {
                     *         "status": 200,
                     *         "headers": [],
                     *         "body": {
                     *           "sizeBytes": 0,
                     *           "encoding": "utf-8",
                     *           "content": "",
                     *           "truncated": false
                     *         }
                     *       },
                     *       "fastify": {
                     *         "status": 404,
                     *         "headers": [],
                     *         "body": {
                     *           "sizeBytes": 0,
                     *           "encoding": "utf-8",
                     *           "content": "",
                     *           "truncated": false
                     *         }
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Difference"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly exportDifference: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["DifferenceId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The case. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /** @example export const found = []; */
                    readonly "text/plain": string;
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly watchEvents: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A stream without end. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description no-store */
                    readonly "Cache-Control"?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: verdict
                     *     data: {"scope":"login","finding":"pass","line":"login: failures: ..."}
                     */
                    readonly "text/event-stream": string;
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["Overloaded"];
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All series. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /** @example lockstep_router_in_flight 3 */
                    readonly "text/plain": string;
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly restartWorker: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Asked for. */
            readonly 202: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "restarting": true
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Restarting"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 421: components["responses"]["MisdirectedRequest"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
}
