import type { App, Reply } from '../app.ts'

/** On every answer. The pages of the documentation have a policy of their own, and what may be cached says so itself. */
const always = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}
const overHttps = { ...always, 'strict-transport-security': 'max-age=31536000' }

/** What everyone may see is the same for everyone, for half a minute. */
const publicRead = 'public, max-age=30, must-revalidate'
const ownRead = 'private, no-store'

/** The headers that protect who reads an answer. Browsers are told to stay with https only where that is how it is reached. */
export function headersFor(publicUrl: string): Record<string, string> {
  return publicUrl.startsWith('https:') ? overHttps : always
}

/** Puts them on every answer. Call it before all that may answer. */
export function protects(app: App, publicUrl: string): void {
  const headers = headersFor(publicUrl)
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers)
    done()
  })
}

/** Says how long an answer may be kept, by whom: reads without a key for a moment, all else not. Call it once the caller is known. */
export function limitsCaching(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { outside } = request.routeOptions.config
    if (!outside && !request.is404 && ['GET', 'HEAD'].includes(request.method)) {
      varies(reply, 'authorization')
      reply.header('cache-control', request.actor.kind === 'public' ? publicRead : ownRead)
    }
    done()
  })
}

/** Adds to what an answer depends on. */
export function varies(reply: Reply, name: string): void {
  const given = String(reply.getHeader('vary') ?? '')
  if (!given) reply.header('vary', name)
  else if (!given.toLowerCase().split(', ').includes(name)) reply.header('vary', `${given}, ${name}`)
}
