// Generated from openapi.yaml by `npm run generate`. Do not edit.

export interface paths {
    readonly "/api/auth/register": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Creates an account and signs it in. Accounts of role `admin` cannot be made here. */
        readonly post: operations["register"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/login": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Signs in with email and password. The email is compared in lower case. */
        readonly post: operations["login"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/verify": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Tells whether a token is valid, whose it is and what it says. */
        readonly post: operations["verify"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/profile": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description The signed-in user. */
        readonly get: operations["getProfile"];
        /** @description Changes the members that are sent, and leaves the others as they are. */
        readonly put: operations["updateProfile"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ai/generate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** @description Reads the prompt as a piece of writing and answers with a suggestion, feedback, an analysis or a reflection about it. Students may ask for suggestions and analyses; educators and admins for all four. Tokens are the words and punctuation marks that the language parser finds, in the prompt and in the answer; symbols and white space are not counted. */
        readonly post: operations["generate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ai/capabilities": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description What the signed-in user may ask of the AI operations, and how often. */
        readonly get: operations["capabilities"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description The process is alive. Says what it runs, so that a router can tell whether two servers are the two that were proven identical. */
        readonly get: operations["health"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description The process can serve requests; its database answers. */
        readonly get: operations["ready"];
        readonly put?: never;
        readonly post?: never;
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
        /** Format: email */
        readonly Email: string;
        readonly PersonName: string;
        /** @enum {string} */
        readonly Role: "student" | "educator" | "admin";
        /** @enum {string} */
        readonly RegistrableRole: "student" | "educator";
        /** @enum {string} */
        readonly AnswerType: "suggestion" | "feedback" | "analysis" | "reflection";
        readonly Registration: {
            readonly email: components["schemas"]["Email"];
            readonly password: string;
            readonly firstName: components["schemas"]["PersonName"];
            readonly lastName: components["schemas"]["PersonName"];
            readonly role: components["schemas"]["RegistrableRole"];
        };
        readonly Credentials: {
            readonly email: components["schemas"]["Email"];
            /** @description Any password that an account may have had; the rules for new ones are the registration's. */
            readonly password: string;
        };
        readonly TokenToVerify: {
            readonly token: string;
        };
        readonly ProfileChanges: {
            readonly firstName?: components["schemas"]["PersonName"];
            readonly lastName?: components["schemas"]["PersonName"];
            readonly bio?: string;
            /** @description A URL, or the picture itself as a data URL. Empty for none. */
            readonly profilePicture?: string;
        };
        readonly GenerationRequest: {
            readonly prompt: string;
            readonly type: components["schemas"]["AnswerType"];
            readonly context?: {
                readonly assignmentId?: string;
                readonly documentId?: string;
                readonly studentLevel?: string;
            };
        };
        readonly User: {
            readonly id: string;
            readonly email: string;
            readonly firstName: string;
            readonly lastName: string;
            readonly role: components["schemas"]["Role"];
            readonly profilePicture?: string;
            readonly bio?: string;
            readonly isVerified: boolean;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly updatedAt?: string;
        };
        readonly Session: {
            readonly message: string;
            readonly user: components["schemas"]["User"];
            readonly token: string;
        };
        readonly TokenPayload: {
            readonly userId: string;
            readonly email: string;
            readonly role: components["schemas"]["Role"];
            /** @description Seconds since 1970 */
            readonly iat: number;
            /** @description Seconds since 1970 */
            readonly exp: number;
        };
        readonly VerifiedToken: {
            /** @enum {boolean} */
            readonly valid: true;
            readonly user: components["schemas"]["User"];
            readonly decoded: components["schemas"]["TokenPayload"];
        };
        readonly Profile: {
            readonly user: components["schemas"]["User"];
        };
        readonly UpdatedProfile: {
            readonly message: string;
            readonly user: components["schemas"]["User"];
        };
        readonly Finding: {
            /** @enum {string} */
            readonly rule: "readability" | "passive-voice" | "repetition" | "simpler-wording" | "hedging" | "sentence-length";
            /** @description The writer's own sentence */
            readonly quote: string;
            readonly message: string;
            readonly replacements?: readonly string[];
        };
        readonly TextMetrics: {
            readonly sentences: number;
            readonly words: number;
            /** @description Rounded to one decimal */
            readonly wordsPerSentence: number;
        };
        readonly Generation: {
            /** @enum {boolean} */
            readonly success: true;
            readonly data: {
                readonly content: string;
                readonly type: components["schemas"]["AnswerType"];
                /** @description The engine that answered */
                readonly provider: string;
                readonly findings: readonly components["schemas"]["Finding"][];
                readonly metrics: components["schemas"]["TextMetrics"];
            };
            /** @description Word and punctuation nodes that the language parser finds. */
            readonly usage: {
                readonly promptTokens: number;
                readonly responseTokens: number;
            };
        };
        readonly Capabilities: {
            /** @enum {boolean} */
            readonly success: true;
            readonly data: {
                readonly availableTypes: readonly components["schemas"]["AnswerType"][];
                readonly rateLimits: {
                    readonly perMinute: number;
                    readonly perHour: number;
                };
            };
        };
        readonly Health: {
            /** @enum {string} */
            readonly status: "ok";
            /** @description Digest of this file */
            readonly contract: string;
            /** @description Digest of the files that the server runs */
            readonly build: string;
            /** @description Digest of the settings that show on the wire */
            readonly configuration: string;
            /** @description Version of Node */
            readonly node: string;
        };
        readonly Readiness: {
            /** @enum {string} */
            readonly status: "ready";
        };
        readonly FieldError: {
            /** @description JSON pointer (RFC 6901) into the request: /body/email, /query/page */
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
            /** Format: uri-reference */
            readonly instance: string;
            readonly code: string;
            readonly requestId: string;
            readonly errors?: readonly components["schemas"]["FieldError"][];
            /** @description The detail once more, where clients of the old backend look for it */
            readonly error: string;
        };
        /** @description A problem document about a token that was sent to be verified. */
        readonly InvalidTokenProblem: {
            /** Format: uri-reference */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            readonly detail: string;
            /** Format: uri-reference */
            readonly instance: string;
            readonly code: string;
            readonly requestId: string;
            readonly error: string;
            /** @enum {boolean} */
            readonly valid: false;
        };
    };
    responses: {
        /** @description The request is not well-formed, or does not match this contract. */
        readonly BadRequest: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#validation_failed",
                 *       "title": "Request does not match the contract",
                 *       "status": 400,
                 *       "detail": "/body/email must be an email address",
                 *       "instance": "/api/auth/register",
                 *       "code": "validation_failed",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "errors": [
                 *         {
                 *           "pointer": "/body/email",
                 *           "detail": "must be an email address"
                 *         }
                 *       ],
                 *       "error": "/body/email must be an email address"
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not well-formed, or does not match this contract. */
        readonly UnlimitedBadRequest: {
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
                 *       "detail": "/body/email must be an email address",
                 *       "instance": "/api/auth/register",
                 *       "code": "validation_failed",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "errors": [
                 *         {
                 *           "pointer": "/body/email",
                 *           "detail": "must be an email address"
                 *         }
                 *       ],
                 *       "error": "/body/email must be an email address"
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no valid token, or its account is gone. */
        readonly Unauthorized: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#token_missing",
                 *       "title": "Authentication required",
                 *       "status": 401,
                 *       "detail": "This operation needs the header \"Authorization: Bearer <token>\".",
                 *       "instance": "/api/auth/profile",
                 *       "code": "token_missing",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "This operation needs the header \"Authorization: Bearer <token>\"."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The user's role does not allow this. */
        readonly Forbidden: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#ai_type_forbidden",
                 *       "title": "Type of answer not allowed",
                 *       "status": 403,
                 *       "detail": "The role student may ask for: suggestion, analysis.",
                 *       "instance": "/api/ai/generate",
                 *       "code": "ai_type_forbidden",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The role student may ask for: suggestion, analysis."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request's body is larger than this operation allows. */
        readonly ContentTooLarge: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#body_too_large",
                 *       "title": "Request body too large",
                 *       "status": 413,
                 *       "detail": "The body may have at most 65536 bytes.",
                 *       "instance": "/api/auth/login",
                 *       "code": "body_too_large",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The body may have at most 65536 bytes."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request's body is not of a media type that this operation reads. */
        readonly UnsupportedMediaType: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#unsupported_media_type",
                 *       "title": "Unsupported media type",
                 *       "status": 415,
                 *       "detail": "The body must be sent as: application/json.",
                 *       "instance": "/api/auth/login",
                 *       "code": "unsupported_media_type",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The body must be sent as: application/json."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller's budget for this operation is spent. */
        readonly TooManyRequests: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#rate_limited",
                 *       "title": "Too many requests",
                 *       "status": 429,
                 *       "detail": "At most 10 requests in 60 seconds; try again in 42 seconds.",
                 *       "instance": "/api/ai/generate",
                 *       "code": "rate_limited",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "At most 10 requests in 60 seconds; try again in 42 seconds."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something went wrong in the server. */
        readonly InternalServerError: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#internal_error",
                 *       "title": "Internal server error",
                 *       "status": 500,
                 *       "detail": "The server could not answer this request.",
                 *       "instance": "/api/auth/login",
                 *       "code": "internal_error",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The server could not answer this request."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The engine that answers is busy, or did not answer in time. */
        readonly AiUnavailable: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly RateLimit: components["headers"]["RateLimit"];
                readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#ai_unavailable",
                 *       "title": "AI engine unavailable",
                 *       "status": 503,
                 *       "detail": "The engine did not answer in time.",
                 *       "instance": "/api/ai/generate",
                 *       "code": "ai_unavailable",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The engine did not answer in time."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database does not answer. */
        readonly NotReady: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/docs/problems#not_ready",
                 *       "title": "Not ready",
                 *       "status": 503,
                 *       "detail": "The database does not answer.",
                 *       "instance": "/ready",
                 *       "code": "not_ready",
                 *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                 *       "error": "The database does not answer."
                 *     }
                 */
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description Names this request in the logs. The client's own, where it sent a well-formed one.
         * @example 5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77
         */
        readonly "X-Request-Id": string;
        /**
         * @description What is left of each budget, and seconds until its window ends (draft-ietf-httpapi-ratelimit-headers).
         * @example "address-60";r=599;t=60
         */
        readonly RateLimit: string;
        /**
         * @description The budgets of this operation (draft-ietf-httpapi-ratelimit-headers).
         * @example "address-60";q=600;w=60
         */
        readonly "RateLimit-Policy": string;
        /**
         * @description Seconds until another attempt makes sense.
         * @example 42
         */
        readonly "Retry-After": string;
        /**
         * @description The scheme that this operation wants (RFC 9110, RFC 6750).
         * @example Bearer
         */
        readonly "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly register: {
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
                 *       "email": "ada@example.org",
                 *       "password": "correct horse battery",
                 *       "firstName": "Ada",
                 *       "lastName": "Lovelace",
                 *       "role": "student"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Registration"];
            };
        };
        readonly responses: {
            /** @description The account exists and is signed in. */
            readonly 201: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Registration successful",
                     *       "user": {
                     *         "id": "3f0c9a52-8a3e-4d0b-9c7e-0a4f7f1f2b11",
                     *         "email": "ada@example.org",
                     *         "firstName": "Ada",
                     *         "lastName": "Lovelace",
                     *         "role": "student",
                     *         "isVerified": false,
                     *         "createdAt": "2026-01-15T09:30:00.000Z"
                     *       },
                     *       "token": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiIzZjBjOWE1MiJ9.c2lnbmF0dXJl"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            /** @description An account with this email exists already. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/problems#email_taken",
                     *       "title": "Email already registered",
                     *       "status": 409,
                     *       "detail": "An account with this email already exists.",
                     *       "instance": "/api/auth/register",
                     *       "code": "email_taken",
                     *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                     *       "error": "An account with this email already exists."
                     *     }
                     */
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly login: {
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
                 *       "email": "ada@example.org",
                 *       "password": "correct horse battery"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Credentials"];
            };
        };
        readonly responses: {
            /** @description Signed in. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Login successful",
                     *       "user": {
                     *         "id": "3f0c9a52-8a3e-4d0b-9c7e-0a4f7f1f2b11",
                     *         "email": "ada@example.org",
                     *         "firstName": "Ada",
                     *         "lastName": "Lovelace",
                     *         "role": "student",
                     *         "isVerified": false,
                     *         "createdAt": "2026-01-15T09:30:00.000Z"
                     *       },
                     *       "token": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiIzZjBjOWE1MiJ9.c2lnbmF0dXJl"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            /** @description The email and the password do not belong together. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/problems#credentials_invalid",
                     *       "title": "Invalid credentials",
                     *       "status": 401,
                     *       "detail": "Email or password is wrong.",
                     *       "instance": "/api/auth/login",
                     *       "code": "credentials_invalid",
                     *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                     *       "error": "Email or password is wrong."
                     *     }
                     */
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly verify: {
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
                 *       "token": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiIzZjBjOWE1MiJ9.c2lnbmF0dXJl"
                 *     }
                 */
                readonly "application/json": components["schemas"]["TokenToVerify"];
            };
        };
        readonly responses: {
            /** @description The token is valid. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "valid": true,
                     *       "user": {
                     *         "id": "3f0c9a52-8a3e-4d0b-9c7e-0a4f7f1f2b11",
                     *         "email": "ada@example.org",
                     *         "firstName": "Ada",
                     *         "lastName": "Lovelace",
                     *         "role": "student",
                     *         "isVerified": false,
                     *         "createdAt": "2026-01-15T09:30:00.000Z"
                     *       },
                     *       "decoded": {
                     *         "userId": "3f0c9a52-8a3e-4d0b-9c7e-0a4f7f1f2b11",
                     *         "email": "ada@example.org",
                     *         "role": "student",
                     *         "iat": 1768469400,
                     *         "exp": 1769074200
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["VerifiedToken"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            /** @description The token is not valid, or its account is gone. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "/docs/problems#token_invalid",
                     *       "title": "Invalid token",
                     *       "status": 401,
                     *       "detail": "The token is not valid.",
                     *       "instance": "/api/auth/verify",
                     *       "code": "token_invalid",
                     *       "requestId": "5b0f8a0e-6a2f-4a52-9d57-0b8a3c1d9e77",
                     *       "error": "The token is not valid.",
                     *       "valid": false
                     *     }
                     */
                    readonly "application/problem+json": components["schemas"]["InvalidTokenProblem"];
                };
            };
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly getProfile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The signed-in user. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "3f0c9a52-8a3e-4d0b-9c7e-0a4f7f1f2b11",
                     *         "email": "ada@example.org",
                     *         "firstName": "Ada",
                     *         "lastName": "Lovelace",
                     *         "role": "student",
                     *         "isVerified": false,
                     *         "createdAt": "2026-01-15T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Profile"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly updateProfile: {
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
                 *       "firstName": "Augusta Ada",
                 *       "bio": "Wrote the first program."
                 *     }
                 */
                readonly "application/json": components["schemas"]["ProfileChanges"];
            };
        };
        readonly responses: {
            /** @description The user after the change. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Profile updated successfully",
                     *       "user": {
                     *         "id": "3f0c9a52-8a3e-4d0b-9c7e-0a4f7f1f2b11",
                     *         "email": "ada@example.org",
                     *         "firstName": "Augusta Ada",
                     *         "lastName": "Lovelace",
                     *         "role": "student",
                     *         "bio": "Wrote the first program.",
                     *         "isVerified": false,
                     *         "createdAt": "2026-01-15T09:30:00.000Z",
                     *         "updatedAt": "2026-01-15T09:45:00.000Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["UpdatedProfile"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly generate: {
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
                 *       "prompt": "The report was written by the committee. It is very very important that we utilize the results in order to improve the school.",
                 *       "type": "suggestion",
                 *       "context": {
                 *         "studentLevel": "secondary"
                 *       }
                 *     }
                 */
                readonly "application/json": components["schemas"]["GenerationRequest"];
            };
        };
        readonly responses: {
            /** @description The answer, and what it cost. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "content": "Start with this sentence: “It is very very important that we utilize the results in order to improve the school.” “very” stands twice in a row; delete one. “very” adds nothing here; leave it out. Write “use” instead of “utilize”. (1 more in the findings.)\n\nThen look at this one: “The report was written by the committee.” “written” is in the passive voice; say who acts.",
                     *         "type": "suggestion",
                     *         "provider": "local",
                     *         "findings": [
                     *           {
                     *             "rule": "passive-voice",
                     *             "quote": "The report was written by the committee.",
                     *             "message": "“written” is in the passive voice; say who acts."
                     *           },
                     *           {
                     *             "rule": "repetition",
                     *             "quote": "It is very very important that we utilize the results in order to improve the school.",
                     *             "message": "“very” stands twice in a row; delete one.",
                     *             "replacements": [
                     *               "very"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "simpler-wording",
                     *             "quote": "It is very very important that we utilize the results in order to improve the school.",
                     *             "message": "“very” adds nothing here; leave it out."
                     *           },
                     *           {
                     *             "rule": "simpler-wording",
                     *             "quote": "It is very very important that we utilize the results in order to improve the school.",
                     *             "message": "Write “use” instead of “utilize”.",
                     *             "replacements": [
                     *               "use"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "simpler-wording",
                     *             "quote": "It is very very important that we utilize the results in order to improve the school.",
                     *             "message": "Write “to” instead of “in order to”.",
                     *             "replacements": [
                     *               "to"
                     *             ]
                     *           }
                     *         ],
                     *         "metrics": {
                     *           "sentences": 2,
                     *           "words": 23,
                     *           "wordsPerSentence": 11.5
                     *         }
                     *       },
                     *       "usage": {
                     *         "promptTokens": 25,
                     *         "responseTokens": 94
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Generation"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 413: components["responses"]["ContentTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
            readonly 503: components["responses"]["AiUnavailable"];
        };
    };
    readonly capabilities: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Types and limits of the user's role. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly RateLimit: components["headers"]["RateLimit"];
                    readonly "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "availableTypes": [
                     *           "suggestion",
                     *           "analysis"
                     *         ],
                     *         "rateLimits": {
                     *           "perMinute": 10,
                     *           "perHour": 100
                     *         }
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Capabilities"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 500: components["responses"]["InternalServerError"];
        };
    };
    readonly health: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Alive. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "contract": "sha256:1f0c7a2b9f4e0f6c3f8e5d7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c",
                     *       "build": "sha256:2f0c7a2b9f4e0f6c3f8e5d7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c",
                     *       "configuration": "sha256:3f0c7a2b9f4e0f6c3f8e5d7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c",
                     *       "node": "v26.10.0"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            readonly 400: components["responses"]["UnlimitedBadRequest"];
        };
    };
    readonly ready: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ready. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            readonly 400: components["responses"]["UnlimitedBadRequest"];
            readonly 503: components["responses"]["NotReady"];
        };
    };
}
