import type { Fault } from '../fault.ts';
import type { SourceEdit } from '../process-plant.ts';

const HTTP_LIMITS = 'servers/policy/http-limits.ts';
const APP = 'servers/fastify/app.ts';
const MAIN = 'servers/fastify/main.ts';
const SHUTDOWN = 'servers/shutdown.ts';
const RUN = 'servers/run.ts';

const edited = (name: string, about: string, ...edits: readonly SourceEdit[]): Fault => ({
  name: `process: ${name}`,
  about,
  layer: 'process',
  apply: { edits },
});

/** Another value of a limit that both servers share. */
const limit = (name: string, from: string, to: string, about: string): Fault =>
  edited(`${name} ${from} -> ${to}`, about, { file: HTTP_LIMITS, from: `${name}: ${from}`, to: `${name}: ${to}` });

/** A setting of the framework, beside the others. */
const option = (text: string): SourceEdit => ({
  file: APP,
  from: 'http: HTTP_LIMITS,',
  to: `http: HTTP_LIMITS, ${text},`,
});

/** Something done to the framework's server before it listens. */
const toServer = (text: string): SourceEdit => ({
  file: MAIN,
  from: 'return app.server;',
  to: `${text} return app.server;`,
});

const ANSWERS_503: SourceEdit = { file: APP, from: 'return503OnClosing: false', to: 'return503OnClosing: true' };
const FORCED: SourceEdit = { file: APP, from: "forceCloseConnections: 'idle'", to: 'forceCloseConnections: true' };
/** The server listens and ends through the framework, which otherwise does neither. */
const RUN_BY_FRAMEWORK = toServer(`
  const { server } = app;
  const [listen, close] = [server.listen.bind(server), server.close.bind(server)];
  server.listen = (options, done) => {
    server.listen = listen;
    void app.listen(options).then(() => done());
    return server;
  };
  server.close = (done) => {
    server.close = close;
    void app.close().then(() => done());
    return server;
  };
`);

/** How node's server is set up under a framework, and how it ends: what a migration loses together with the file that said so. */
export const processes: readonly Fault[] = [
  limit('requestTimeout', '120_000', '60_000', 'a time that is too short for slow clients'),
  limit('requestTimeout', '120_000', '300_000', "row 54: node's default"),
  edited('requestTimeout 120_000 -> 0', "row 54: the framework's default", {
    file: APP,
    from: 'requestTimeout: HTTP_LIMITS.requestTimeout',
    to: 'requestTimeout: 0',
  }),
  limit('headersTimeout', '30_000', '10_000', 'a time that is too short for slow clients'),
  limit('headersTimeout', '30_000', '60_000', "node's default"),
  limit('keepAliveTimeout', '72_000', '5_000', "row 53: node's default for long"),
  limit('connectionsCheckingInterval', '5_000', '30_000', "node's default"),
  edited('connectionTimeout: 60 s', 'a framework option of another meaning', option('connectionTimeout: 60_000')),
  edited('maxConnections: 100', 'a limit of a small machine', toServer('app.server.maxConnections = 100;')),
  edited('maxConnections: 10,000', 'a limit of a large machine', toServer('app.server.maxConnections = 10_000;')),
  edited('maxRequestsPerSocket: 1,000', 'RFC 9112, 9.3', option('maxRequestsPerSocket: 1_000')),
  edited('maxHeadersCount: 100', 'a limit against header bombs', toServer('app.server.maxHeadersCount = 100;')),
  edited('late requests get nothing', "RFC 9110, 15.5.9: another library's listener", {
    file: 'servers/policy/client-error.ts',
    from: "if (error.code === 'ECONNRESET' ||",
    to: "if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' || error.code === 'ECONNRESET' ||",
  }),
  edited('late requests get 400', 'RFC 9110, 15.5.9', {
    file: 'servers/policy/client-error.ts',
    from: "'408 Request Timeout'",
    to: "'400 Bad Request'",
  }),
  edited('503 while it ends', 'row 56: the framework is asked to end', RUN_BY_FRAMEWORK, ANSWERS_503),
  edited('connections are cut when it ends, by the framework', 'RFC 9112, 9.6', RUN_BY_FRAMEWORK, FORCED),
  edited('return503OnClosing, and node ends the server', 'row 56', ANSWERS_503),
  edited('forceCloseConnections, and node ends the server', 'RFC 9112, 9.6', FORCED),
  edited('what is in flight is cut when it ends', 'RFC 9112, 9.6', {
    file: SHUTDOWN,
    from: 'server.close(() => resolve(true));',
    to: 'server.close(() => resolve(true)); server.closeAllConnections();',
  }),
  edited('it ends at once', 'no listener for SIGTERM', {
    file: SHUTDOWN,
    from: "process.once('SIGTERM', () => resolve('SIGTERM'));",
    to: "process.once('SIGTERM', () => process.exit(0));",
  }),
  edited(
    'idle connections are kept when it ends',
    'RFC 9112, 9.6',
    toServer('app.server.closeIdleConnections = () => {};'),
  ),
  edited('it goes on listening when it ends', 'an orderly end that waits for idle clients', {
    file: SHUTDOWN,
    from: 'server.close(() => resolve(true));',
    to: 'setTimeout(() => server.close(() => resolve(true)), timeoutMs);',
  }),
  edited('what does not end is waited for', 'no time for the end', {
    file: SHUTDOWN,
    from: 'setTimeout(() => giveUp(false), timeoutMs)',
    to: 'setTimeout(() => giveUp(false), 2 ** 31 - 1)',
  }),
  edited('the database is closed first when it ends', 'the order of an orderly end', {
    file: RUN,
    from: 'const finished = await drain(',
    to: 'await services.close(); const finished = await drain(',
  }),
  edited('the process stays when it has ended', 'a timer that nobody clears', {
    file: RUN,
    from: "log.info({ reason }, 'stopping');",
    to: 'setInterval(() => {}, 1000);',
  }),
];

/** Another source, which does the same. */
export function unchanged(name: string, about: string): Fault {
  return { ...edited(name, about, toServer('void 0;')), name };
}
