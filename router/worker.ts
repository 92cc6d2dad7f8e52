import { loadContract } from '../contract/document.ts';
import { keptSecret, REPLAY_TOKEN_FILE } from '../settings/kept-secret.ts';
import { type AdminServer, createAdminServer } from './admin/server.ts';
import { adminToken } from './admin/token.ts';
import { limitsFrom, type RouterConfig, readRouterConfig } from './config.ts';
import { type ControlPlane, openControlPlane } from './control/control-plane.ts';
import { createShares } from './control/shares.ts';
import { createLogObserver, createRequestLog, levelFor } from './log.ts';
import { createRefusedRouteLog } from './log-refused-routes.ts';
import { createMetrics } from './metrics/metrics.ts';
import { explain } from './mistake.ts';
import { drain } from './process/drain.ts';
import { connectWorker, type Service, type WorkerLink } from './process/worker-link.ts';
import type { Observer } from './proxy/observe.ts';
import { createProxy } from './proxy/proxy.ts';

/** The process that serves; `main.ts` starts it and holds its sockets. */
await run(connectWorker());

async function run(link: WorkerLink): Promise<void> {
  try {
    const config = readRouterConfig(process.env);
    const timeoutMs = config.settings.SHUTDOWN_TIMEOUT_MS;
    await link.serve(createService(config, link), { idleMs: 0, timeoutMs });
  } catch (error) {
    explain(error);
    process.exit(1);
  }
}

/** @throws {ContractError} {ConfigurationError} */
function createService({ settings, upstreams, requestedPercentage }: RouterConfig, link: WorkerLink): Service {
  const contract = loadContract(settings.ROUTER_CONTRACT);
  const requestLog = createRequestLog(levelFor(settings.LOG_LEVEL, settings.FASTIFY_DEBUG_MODE));
  const { logger } = requestLog;
  const shares = createShares();
  const log = createLogObserver(requestLog, {
    debug: settings.FASTIFY_DEBUG_MODE,
    healthPath: settings.ROUTER_HEALTH_PATH,
  });
  /** Of the worker in charge only: one that retires serves on, by the shares that it is told. */
  let control: ControlPlane | undefined;
  const metrics = createMetrics(contract.operations);
  const replayToken = settings.ROUTER_REPLAY_TOKEN ?? keptSecret(settings.DATA_DIR, REPLAY_TOKEN_FILE);
  let admin: AdminServer | undefined;
  const observe: Observer = (observation) => {
    log(observation);
    metrics.observe(observation);
    control?.breakers.observe(observation);
  };
  const logRefusedRoute = createRefusedRouteLog(logger);
  const router = createProxy({
    operations: contract.operations,
    upstreams,
    admit: (operation) => control?.rollout.admit(operation) ?? shares.admit(operation),
    rollbackOnError: settings.FASTIFY_ROLLBACK_ON_ERROR,
    stickyKey: settings.ROUTER_STICKY_KEY,
    stickySalt: settings.ROUTER_STICKY_SALT,
    trustedProxies: settings.TRUSTED_PROXIES,
    frontendUrl: settings.FRONTEND_URL,
    limits: limitsFrom(settings),
    replayToken,
    capture: {
      wanted: (decision, exchange) => control?.capture.wanted(decision, exchange) ?? false,
      deliver: (captured) => control?.capture.deliver(captured),
    },
    ...(settings.ROUTER_FORCE_TOKEN === undefined ? {} : { forceToken: settings.ROUTER_FORCE_TOKEN }),
    onRouteRefused: (why) => {
      logRefusedRoute(why);
      metrics.routeRefused(why);
    },
    observe,
  });
  const words = () => control?.splitInWords() ?? '';
  return {
    async takeOver() {
      control = await openControlPlane({
        contract,
        upstreams,
        logger,
        dataDir: settings.DATA_DIR,
        requested: requestedPercentage,
        requireProof: settings.ROUTER_REQUIRE_PROOF,
        publicKey: settings.PROOF_PUBLIC_KEY,
        declared: { express: settings.EXPRESS_IDENTITY, fastify: settings.FASTIFY_IDENTITY },
        healthPath: settings.ROUTER_HEALTH_PATH,
        probeEveryMs: settings.ROUTER_PROBE_INTERVAL_MS,
        firstBackoffMs: settings.ROUTER_FIRST_BACKOFF_MS,
        samplePercentage: settings.ROUTER_SAMPLE_PERCENTAGE,
        shadowPercentage: settings.ROUTER_SHADOW_PERCENTAGE,
        replayToken,
        measured: metrics.measured,
        restart: link.restart,
        giveUp: () => router.giveUp('fastify'),
        onShares: (effective) => link.relay(effective),
      });
      admin = await createAdminServer({
        control: control.operator,
        token: adminToken(settings.ROUTER_ADMIN_TOKEN, settings.DATA_DIR),
        metrics: metrics.text,
        onFault: (err) => logger.error({ err }, 'the admin API failed'),
      });
    },
    servers: () => ({ clients: router.server, ...(admin === undefined ? {} : { admin: admin.server }) }),
    listening: ({ clients: url, admin: adminUrl }) => {
      const { pid, version: node } = process;
      logger.info({ url, adminUrl, pid, upstreams, contract: contract.digest, node, split: words() }, 'listening');
    },
    inWords: words,
    async release() {
      const ending = control;
      if (ending !== undefined) shares.set(ending.rollout.effective());
      control = undefined;
      await admin?.close();
      await ending?.close();
    },
    async retire(reason, patience) {
      logger.info({ reason }, 'stopping');
      router.retire();
      const finished = await drain(router, patience);
      if (!finished) logger.warn('cut off what had not finished in time');
      await router.close(0);
      metrics.close();
      logger.flush();
    },
    relayed: shares.set,
  };
}
