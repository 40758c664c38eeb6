import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { HTTPMethods } from 'fastify'
import { RegistryError } from '../../errors.ts'
import type { App, Request } from '../app.ts'
import { deepest, isDeep } from '../admission/bounds.ts'
import { noBody } from '../contract/validation.ts'

const json: readonly string[] = ['application/json']
const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']

/**
 * JSON in, or what a route takes instead (`config.takes`), and JSON out or what else it has (`config.formats`): a body of
 * another type is 415, an Accept without them 406.
 */
export function speaksJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    // Read as it is, "Café" in Latin-1 would be stored with a question mark for its é.
    (request, bytes, done) => {
      const { takes } = request.routeOptions.config
      if (takes) return done(notTaken(takes))
      if (bytes.length === 0 && takesNothing(request)) return done(null)
      const text = bytes.toString()
      const fault = unreadable(bytes, text)
      return fault ? done(fault) : parse(request, text, done)
    },
  )
  // Each room of routes has parsers of its own.
  app.addHook('onRoute', function ({ config }) {
    for (const type of config?.takes ?? []) {
      if (this.hasContentTypeParser(type)) continue
      this.addContentTypeParser<Buffer>(type, { parseAs: 'buffer' }, (request, bytes, done) => {
        const { takes = json } = request.routeOptions.config
        return takes.includes(type) ? done(null, bytes) : done(notTaken(takes))
      })
    }
  })
  app.addHook('onRequest', (request, _reply, done) => {
    const { outside, formats = json } = request.routeOptions.config
    const { headers } = request.raw
    if (!sendsNothing(headers)) {
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw encoded
    } else if (takesNothing(request)) delete headers['content-type']
    if (headers.accept === undefined || request.is404 || outside) return done()
    headers.accept = withoutParameters(headers.accept)
    if (request.type([...formats, 'application/problem+json']) === false) {
      throw new RegistryError('not_acceptable', {
        en: `This is available as ${formats.join(' and ')}.`,
        sv: `Detta finns som ${formats.join(' och ')}.`,
      })
    }
    done()
  })
}

function notTaken(takes: readonly string[]): RegistryError {
  return new RegistryError('unsupported_media_type', {
    en: `Send the body as ${takes.join(' or ')}.`,
    sv: `Skicka innehållet som ${takes.join(' eller ')}.`,
  })
}

const plainWord = /^([a-z]+(-[a-z]+)*|v\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** No address ends in a slash. Which one was meant is told where nothing in it can be personal. Call it before the routes. */
export function refusesTrailingSlashes(app: App): void {
  app.addHook('onRequest', ({ url, routeOptions }, _reply, done) => {
    const path = /^[^?]*/.exec(url)![0]
    if (!path.endsWith('/') || routeOptions.config.outside) return done()
    const right = path.replace(/\/+$/, '')
    const isPlain = right
      .slice(1)
      .split('/')
      .every((word) => plainWord.test(word))
    throw new RegistryError('not_found', {
      en: `There is nothing at an address that ends with a slash. ${isPlain ? `Try ${right}.` : 'Leave it out.'}`,
      sv: `Det finns inget på en adress som slutar med snedstreck. ${isPlain ? `Prova ${right}.` : 'Utelämna det.'}`,
    })
  })
}

/** A body of no bytes is no body, of whatever type it is said to be: `curl -d ''` sends one with an act. */
function sendsNothing(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}

function takesNothing({ routeOptions }: Request): boolean {
  return routeOptions.schema?.body === undefined || routeOptions.schema.body === noBody
}

/** Media ranges without their parameters, save how much each is wanted: JSON is JSON, whatever `charset` or `odata` says. */
function withoutParameters(accept: string): string {
  return accept.replaceAll(/;\s*([^=;,\s]+)\s*(=\s*("(\\.|[^"\\])*"|[^;,]*))?/g, (parameter, name: string) =>
    name.toLowerCase() === 'q' ? parameter : '',
  )
}

const encoded = new RegistryError('unsupported_media_type', {
  en: 'Send the body as it is, without Content-Encoding.',
  sv: 'Skicka innehållet som det är, utan Content-Encoding.',
})

function unreadable(bytes: Buffer, text: string): RegistryError | undefined {
  if (!isUtf8(bytes)) {
    return new RegistryError('invalid_request', {
      en: 'The body is not UTF-8, as JSON has to be.',
      sv: 'Innehållet är inte UTF-8, vilket JSON ska vara.',
    })
  }
  if (!isDeep(text)) return undefined
  return new RegistryError('invalid_request', {
    en: `The body is nested more than ${deepest} levels deep.`,
    sv: `Innehållet är nästlat i fler än ${deepest} nivåer.`,
  })
}

/**
 * Answers the methods that a known path does not have: 405 with `Allow`, and OPTIONS with what there is. Call it before
 * the routes; it notes them as they are made, and the function it gives back adds the rest.
 */
export function answersWrongMethods(app: App): () => void {
  const known = new Map<string, Set<string>>()
  let closing = false
  app.addHook('onRoute', ({ url, method }) => {
    if (closing) return
    const there = known.get(url) ?? new Set()
    for (const name of [method].flat()) there.add(name)
    known.set(url, there)
  })
  return () => {
    closing = true
    for (const [url, there] of known) {
      const allow = [...there].toSorted().join(', ')
      const missing = methods.filter((method) => !there.has(method))
      app.route({
        schema: { hide: true },
        config: { access: 'public', outside: true },
        url,
        method: missing,
        // Before the body is read: whatever it holds, the method is what is wrong.
        onRequest: async (request, reply) => {
          reply.header('allow', allow)
          if (request.method === 'OPTIONS') return reply.code(204).send()
          throw new RegistryError('method_not_allowed', {
            en: `${request.method} is not possible here. Possible: ${allow}.`,
            sv: `${request.method} går inte här. Det som går: ${allow}.`,
          })
        },
        handler: () => {},
      })
    }
  }
}
