// Authentication (who calls) and authorisation (which roles and scopes a route admits).
import { RegistryError } from '../../errors.ts'
import {
  isSignedIn,
  publicActor,
  roleOf,
  type Actor,
  type Refused,
  type Role,
  type Scope,
  type SignIn,
} from '../../actor.ts'
import type { Database } from '../../db/connect.ts'
import type { App, Reply, Request } from '../app.ts'
import { challenge } from '../responses/problem.ts'

const longestToken = 8192
const bearer = new RegExp(`^Bearer +([\\w.~+/=-]{1,${longestToken}})$`, 'i')

/** How a bearer token is turned into somebody; `app.ts` hands it in, since who calls is not HTTP's to know. */
export interface Authentication {
  /** Who a token stands for, or why for nobody. */
  authenticate: (token: string, occasion: { db: Database; now: Date; requestId: string }) => Promise<SignIn | Refused>
  /** Whether this very key or token signed in within the last ten minutes, and has not been refused since. */
  wasGood: (token: string) => boolean
}

/** What is done around the look-up of a key or token, which is not there where the header holds none. */
export type BoundsSignIn = (
  request: Request,
  reply: Reply,
  token: string | undefined,
  signIn: () => Promise<SignIn | Refused>,
) => Promise<SignIn | Refused>

interface Guarded {
  operationId: string
  access: readonly Role[] | 'public'
  scope: Scope
}

/** The operations that an actor's role and scopes admit, in alphabetical order. */
export type Admits = (actor: Actor) => string[]

/** Finds out who calls. Throws `unauthenticated` for a token that stands for nobody, also where none is needed. */
export function identifies(app: App, { authenticate }: Authentication, bound: BoundsSignIn = unbound): void {
  app.decorateRequest('actor')
  app.decorateRequest('expiresAt')
  app.decorateRequest('denied')
  app.addHook('onRequest', async (request, reply) => {
    const { access, outside } = request.routeOptions.config
    request.actor = publicActor
    // Health and documentation are the same for all, and must not wait for the database to know a key.
    if (outside && access === 'public') return
    const { authorization } = request.headers
    if (authorization === undefined) return
    const token = bearer.exec(authorization)?.[1]
    const occasion = { db: app.db, now: app.now(), requestId: request.id }
    letIn(request, reply, await bound(request, reply, token, () => authenticate(token ?? '', occasion)))
  })
}

/**
 * Access is part of the route: `config: { access: ['coordinator'] }` or `'public'`. A route without it does not boot,
 * and what it says is both enforced and written into the contract, so document and enforcement cannot differ.
 * On a public route a key or token is optional, but one that is sent must be good: it decides what is seen.
 * Answers what an actor may call, of the routes that are made after this.
 */
export function guards(app: App): Admits {
  const guarded: Guarded[] = []
  app.addHook('onRoute', (route) => {
    const { access, outside } = route.config ?? {}
    if (!access) throw new Error(`${String(route.method)} ${route.url} does not say who may call it (config.access)`)
    route.schema = {
      ...route.schema,
      // Where credentials are optional that is said as well: clients that are made from the contract send none otherwise.
      security: [...(access === 'public' ? [{}] : []), { apiKey: [] }, { accessToken: [] }],
      'x-roles': access === 'public' ? ['public'] : [...access],
    } as typeof route.schema & object
    const { operationId } = route.schema as { operationId?: string }
    // HEAD is made of GET, and bears its name.
    if (operationId && !outside && route.method !== 'HEAD') {
      guarded.push({ operationId, access, scope: scopeOf(String(route.method)) })
    }
  })

  app.addHook('onRequest', (request, reply, done) => {
    const { access } = request.routeOptions.config
    // Without a route there is nothing to guard: 404 follows.
    if (!access) return done()
    const { actor } = request
    if (access !== 'public') {
      if (actor.kind === 'public') throw denied(request, 'no_credentials', unauthenticated())
      if (!admitsRole(access, actor)) throw denied(request, 'role', onlyForRoles(access))
    }
    const scope = scopeOf(request.method)
    if (isSignedIn(actor) && !actor.scopes.includes(scope)) {
      reply.header('www-authenticate', `${challenge}, error="insufficient_scope", scope="${scope}"`)
      throw denied(request, 'scope', lacksScope(scope))
    }
    done()
  })

  return (actor) =>
    guarded
      .filter(({ access, scope }) => {
        if (isSignedIn(actor) && !actor.scopes.includes(scope)) return false
        return access === 'public' || admitsRole(access, actor)
      })
      .map(({ operationId }) => operationId)
      .toSorted()
}

const unbound: BoundsSignIn = (_request, _reply, _token, signIn) => signIn()

/** Throws when the credentials are not good. Nothing that is wrong with them is told: the answer is always the same. */
function letIn(request: Request, reply: Reply, outcome: SignIn | Refused): void {
  if ('actor' in outcome) {
    request.actor = outcome.actor
    request.expiresAt = outcome.expiresAt
    return
  }
  const { reason, keyId, error } = outcome
  if (!error) reply.header('www-authenticate', `${challenge}, error="invalid_token"`)
  throw denied(request, reason, error ?? unauthenticated(), keyId)
}

/** Notes for the log and the counters why a request is turned away. */
function denied(request: Request, reason: string, error: RegistryError, keyId?: string): RegistryError {
  request.denied = { reason, ...(keyId && { keyId }) }
  return error
}

function admitsRole(access: readonly Role[], actor: Actor): boolean {
  return access.some((role) => role === roleOf(actor))
}

function scopeOf(method: string): Scope {
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
}

function unauthenticated(): RegistryError {
  return new RegistryError('unauthenticated', {
    en: 'Send a valid API key or access token: "Authorization: Bearer sk_...".',
    sv: 'Skicka en giltig API-nyckel eller åtkomsttoken: "Authorization: Bearer sk_...".',
  })
}

function onlyForRoles(access: readonly Role[]): RegistryError {
  return new RegistryError('forbidden', {
    en: `This is for: ${access.join(', ')}.`,
    sv: `Detta är för: ${access.join(', ')}.`,
  })
}

function lacksScope(scope: Scope): RegistryError {
  return new RegistryError('forbidden', {
    en: `This needs the scope ${scope}, which your key or token does not have.`,
    sv: `Detta kräver behörigheten (scope) ${scope}, som din nyckel eller token saknar.`,
  })
}
