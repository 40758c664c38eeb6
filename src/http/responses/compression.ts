import { pipeline, type Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { App, Reply } from '../app.ts'
import { varies } from './security-headers.ts'

/** What is shorter gains nothing: it is one packet as it is. */
const leastBytes = 1_024
const compressible = /^(application\/(json|x-ndjson|problem\+json)|text\/)/

/**
 * Compresses long answers of JSON, NDJSON and text for callers who take gzip (RFC 9110, content coding), as a stream and
 * outside the event loop. The tag of a compressed answer is weak: its bytes are others than those of the plain answer.
 * Call it before the routes.
 */
export function compresses(app: App): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!gains(reply, payload)) return done(null, payload)
    varies(reply, 'accept-encoding')
    if (request.method === 'HEAD' || !request.encodings().includes('gzip')) return done(null, payload)
    const etag = reply.getHeader('etag')
    if (typeof etag === 'string' && !etag.startsWith('W/')) reply.header('etag', `W/${etag}`)
    reply.header('content-encoding', 'gzip').removeHeader('content-length')
    const gzip = createGzip()
    // What breaks off on its way here breaks off the answer; one that is broken off by its reader ends what makes it.
    if (isStream(payload)) pipeline(payload, gzip, () => {})
    else gzip.end(payload)
    done(null, gzip)
  })
}

function gains(reply: Reply, payload: unknown): payload is string | Buffer | Readable {
  const type = String(reply.getHeader('content-type') ?? '')
  if (!compressible.test(type) || reply.hasHeader('content-encoding')) return false
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.byteLength(payload) > leastBytes
  return isStream(payload)
}

function isStream(payload: unknown): payload is Readable {
  return typeof (payload as Readable | null)?.pipe === 'function'
}
