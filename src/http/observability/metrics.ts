import type pg from 'pg'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Replica } from '../../db/replica.ts'
import type { App } from '../app.ts'
import { countsDenials } from '../admission/denials.ts'
import { limited } from './refusals.ts'

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/**
 * `/metrics` for Prometheus: requests by route and status with their times and those that wait, the pool, the process and
 * its event loop.
 * Gives the registry back, for what others measure.
 */
export function metricsRoutes(
  app: App,
  pool: pg.Pool,
  waiting: () => Record<string, number>,
  replica?: Replica,
): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(limited)
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  })
  const connections = new Gauge({
    name: 'database_pool_connections',
    help: 'Connections for reads that may take long, by state; waiting counts statements that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      connections.set({ state: 'open' }, pool.totalCount)
      connections.set({ state: 'idle' }, pool.idleCount)
      connections.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  const turns: Gauge<'to'> = new Gauge({
    name: 'requests_waiting',
    help: 'Requests that wait for their turn: to read, to write, or to sign in from an address that has failed too often',
    labelNames: ['to'],
    registers: [registry],
    collect: () => {
      for (const [to, count] of Object.entries(waiting())) turns.set({ to }, count)
    },
  })
  if (replica) measuresReplica(registry, replica)
  countsDenials(app, registry)
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern of the route, never the path: ids would make a series each.
    const route = request.routeOptions.url ?? 'unknown'
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
  app.get(
    '/metrics',
    { schema: { hide: true }, config: { access: ['coordinator', 'reader'], outside: true } },
    async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  )
  return registry
}

function measuresReplica(registry: Registry, replica: Replica): void {
  const used: Gauge = new Gauge({
    name: 'database_replica_used',
    help: 'Whether reads without a key go to the replica (1) or to the primary (0)',
    registers: [registry],
    collect: () => used.set(Number(replica.isUsed())),
  })
  const behind: Gauge = new Gauge({
    name: 'database_replica_behind_seconds',
    help: 'The replica has, at the least, all that the primary had so many seconds ago',
    registers: [registry],
    collect: () => behind.set(replica.behindSeconds()),
  })
}
