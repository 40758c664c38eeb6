import accepts from '@fastify/accepts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, type FastifyServerOptions, type RawServerDefault } from 'fastify'
import type pg from 'pg'
import type { Database } from './db/connect.ts'
import type { Replica } from './db/replica.ts'
import { constraintMessages } from './constraints.ts'
import { revisionOf } from './changes/revision.queries.ts'
import { auditRoutes } from './changes/audit.routes.ts'
import { aboutRoutes } from './http/contract/api-info.ts'
import { guards, identifies } from './http/admission/access.ts'
import type { App } from './http/app.ts'
import { boundsRequests, serverTimes } from './http/admission/bounds.ts'
import { boundsConnections } from './http/admission/connections.ts'
import { admitsOrigins } from './http/admission/cors.ts'
import { docsRoutes } from './http/contract/docs.ts'
import { exportsLists, measuresExports } from './http/responses/export.ts'
import { limitsCaching, protects } from './http/responses/security-headers.ts'
import { healthRoutes } from './http/observability/health.ts'
import { rateLimits, type Limits } from './http/admission/rate-limits.ts'
import { logController, logsRequests } from './http/observability/logging.ts'
import { metricsRoutes } from './http/observability/metrics.ts'
import { answersWrongMethods, refusesTrailingSlashes, speaksJson } from './http/responses/negotiation.ts'
import { compresses } from './http/responses/compression.ts'
import { describes } from './http/contract/openapi.ts'
import { answersProblems, answerUnroutable } from './http/responses/problem.ts'
import { notesRefusals } from './http/observability/refusals.ts'
import { buildSerializer } from './http/contract/serialization.ts'
import { requestIdOf, traces } from './http/observability/trace.ts'
import { queuesFairly, usualOverload, type Overload } from './http/admission/fair-queue.ts'
import { answerUnreadable, overlooksExpectations } from './http/responses/unreadable-request.ts'
import { buildValidator, refusesUndeclared } from './http/contract/validation.ts'
import { authentication } from './identity/authentication.ts'
import { accountRoutes } from './identity/accounts/routes.ts'
import { apiKeyRoutes } from './identity/api-keys/routes.ts'
import { meRoutes } from './identity/me/routes.ts'
import { measuresSignIns } from './identity/metrics.ts'
import type { OidcSettings } from './identity/oidc/claims.rules.ts'
import { measuresJobs } from './jobs/metrics.ts'
import { contactsErased } from './privacy/metrics.ts'
import { privacyRoutes } from './privacy/routes.ts'
import { measuresSignatures } from './registry/agreements/metrics.ts'
import { agreementRoutes } from './registry/agreements/routes.ts'
import { signatureRoutes } from './registry/agreements/signatures.routes.ts'
import { allocationRoutes } from './registry/allocations/routes.ts'
import { applicationRoutes } from './joining/applications/routes.ts'
import { documentRoutes } from './registry/documents/routes.ts'
import { areaRoutes } from './registry/areas/routes.ts'
import { measuresOccurrences } from './registry/collaborations/metrics.ts'
import { collaborationRoutes } from './registry/collaborations/routes.ts'
import { consentRoutes } from './registry/contacts/consents.routes.ts'
import { contactPointRoutes } from './registry/contacts/points.routes.ts'
import { contactRoutes } from './registry/contacts/routes.ts'
import { contributionRoutes } from './registry/contributions/routes.ts'
import { seriesRoutes } from './registry/contributions/series.routes.ts'
import { coverageRoutes } from './registry/needs/coverage.routes.ts'
import { needRoutes } from './registry/needs/routes.ts'
import { measuresOutcomes } from './registry/disclosures/metrics.ts'
import { followUpRoutes } from './registry/outcomes/follow-ups.routes.ts'
import { outcomeRoutes } from './registry/outcomes/routes.ts'
import { organisationRoutes } from './registry/organisations/routes.ts'
import { proposalRoutes } from './joining/proposals/routes.ts'
import { registrationRoutes } from './joining/registration/routes.ts'
import { vocabularyRoutes } from './registry/vocabularies/routes.ts'
import { base } from './representation.ts'

const bodyLimit = 256 * 1024

const compilersFactory = { buildValidator, buildSerializer }

export interface Deps {
  db: Database
  pool: pg.Pool
  /** Where callers without a key read. */
  replica?: Replica | undefined
  now: () => Date
  logger: FastifyBaseLogger
  publicUrl: string
  /** Nothing for no limits, which is for load tests alone. */
  limits?: Limits | undefined
  /** Proxies that are believed when they say who called. */
  trustProxy?: string[]
  /** Pages that may call. */
  corsOrigins?: string[]
  overload?: Overload
  /** The OpenID provider whose access tokens are taken beside API keys. */
  oidc?: OidcSettings | undefined
}

/** Puts the program together, in reading order. It listens when `main.ts` says so. */
export async function buildApp(deps: Deps): Promise<App> {
  const {
    db,
    pool,
    replica,
    now,
    logger,
    publicUrl,
    limits,
    trustProxy,
    corsOrigins = [],
    overload = usualOverload,
    oidc,
  } = deps
  const problemSetting = { publicUrl, constraintMessages }
  const app: App = fastify<RawServerDefault>({
    loggerInstance: logger,
    logController,
    genReqId: requestIdOf,
    bodyLimit,
    ...serverTimes,
    // Who is none of these may write what he likes into X-Forwarded-For.
    trustProxy: trustProxy?.length ? trustProxy : false,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { keywords: ['example'] } },
    schemaController: { compilersFactory } as unknown as FastifyServerOptions['schemaController'] & object,
    frameworkErrors: (error, request, reply) => answerUnroutable(error, request, reply, problemSetting),
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, publicUrl),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorate('db', db)
  app.decorate('replica', replica)
  app.decorate('now', now)
  app.decorate('revisionOf', revisionOf)

  boundsConnections(app)

  await app.register(accepts)
  overlooksExpectations(app)
  traces(app)
  protects(app, publicUrl)
  await admitsOrigins(app, corsOrigins)
  logsRequests(app)
  answersProblems(app, problemSetting)
  const answerWrongMethods = answersWrongMethods(app)
  const note = notesRefusals(app)
  const waiting = queuesFairly(app, overload, note)
  boundsRequests(app)
  refusesTrailingSlashes(app)
  const onTrouble = (message: string) => logger.warn({ message }, 'the OpenID provider cannot be used')
  // With jose, 14 MB and 50 ms of a start: for those who have a provider.
  const signInWithToken = oidc && (await import('./identity/oidc/sign-in.ts')).oidcSignIn(oidc, onTrouble)
  const authenticates = authentication(signInWithToken)
  const limited = limits && rateLimits(app, limits, authenticates, note)
  limited?.beforeSignIn()
  identifies(app, authenticates, limited?.boundSignIn)
  limited?.afterSignIn()
  limitsCaching(app)
  compresses(app)
  const admits = guards(app)
  speaksJson(app)
  exportsLists(app)
  refusesUndeclared(app)
  await describes(app, publicUrl)

  healthRoutes(app, pool)
  const waits = () => ({ ...waiting(), 'sign in': limited?.lookUpsWaiting() ?? 0 })
  const metrics = metricsRoutes(app, pool, waits, replica)
  measuresJobs(metrics, pool)
  measuresOccurrences(metrics, pool, now)
  measuresSignIns(metrics)
  measuresExports(metrics)
  measuresOutcomes(metrics, pool)
  measuresSignatures(metrics, pool)
  metrics.registerMetric(contactsErased)
  docsRoutes(app)

  await app.register(
    async (api: App) => {
      aboutRoutes(api, publicUrl)
      vocabularyRoutes(api)
      documentRoutes(api)
      areaRoutes(api)
      organisationRoutes(api)
      contactRoutes(api)
      consentRoutes(api)
      contactPointRoutes(api)
      agreementRoutes(api)
      signatureRoutes(api)
      registrationRoutes(api)
      applicationRoutes(api)
      proposalRoutes(api)
      collaborationRoutes(api)
      contributionRoutes(api)
      seriesRoutes(api)
      allocationRoutes(api)
      needRoutes(api)
      coverageRoutes(api)
      outcomeRoutes(api)
      followUpRoutes(api)
      privacyRoutes(api)
      meRoutes(api, admits)
      apiKeyRoutes(api)
      accountRoutes(api)
      auditRoutes(api)
    },
    { prefix: base },
  )

  answerWrongMethods()
  return app
}
