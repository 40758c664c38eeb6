import { RegistryError } from '../errors.ts'
import { publicActor, roleOf, type Role } from '../identity/actor.ts'
import { authenticate } from '../identity/authentication.ts'
import type { App } from './app.ts'

/**
 * Access is part of the route: `config: { access: ['coordinator'] }` or `'public'`. A route without it does not boot,
 * and what it says is both enforced and written into the contract, so document and enforcement cannot differ.
 * On a public route a key is optional, but one that is sent must be good: it decides what is seen.
 */
export function guards(app: App): void {
  app.decorateRequest('actor')

  app.addHook('onRoute', (route) => {
    if (isDocumentation(route.url)) return
    const { access } = route.config ?? {}
    if (!access) throw new Error(`${String(route.method)} ${route.url} does not say who may call it (config.access)`)
    route.schema = {
      ...route.schema,
      security: access === 'public' ? [] : [{ apiKey: [] }],
      'x-roles': access === 'public' ? ['public'] : [...access],
    } as typeof route.schema & object
  })

  app.addHook('onRequest', async (request) => {
    const { access, outside } = request.routeOptions.config
    request.actor = publicActor
    // Health and documentation are the same for all, and must not wait for the database to know a key.
    if (outside && access === 'public') return
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const token = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(authorization)?.[1]
      const actor = token && (await authenticate(request.server.db, token, request.server.now()))
      if (!actor) throw unauthenticated()
      request.actor = actor
    }
    // Without a route there is nothing to guard: 404 follows.
    if (!access || access === 'public') return
    if (request.actor.kind === 'public') throw unauthenticated()
    if (!access.includes(roleOf(request.actor) as Role)) throw forbidden(access)
  })
}

/** The pages of the documentation come with their package and hold nothing of the register's. */
function isDocumentation(url: string): boolean {
  return url === '/docs' || url.startsWith('/docs/')
}

function unauthenticated(): RegistryError {
  return new RegistryError('unauthenticated', {
    en: 'Send a valid API key: "Authorization: Bearer sk_...".',
    sv: 'Skicka en giltig API-nyckel: "Authorization: Bearer sk_...".',
  })
}

function forbidden(access: readonly Role[]): RegistryError {
  return new RegistryError('forbidden', {
    en: `This is for: ${access.join(', ')}.`,
    sv: `Detta är för: ${access.join(', ')}.`,
  })
}
