import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { App, Request } from '../app.ts'

const preflightKeptForSeconds = 600
const exposedHeaders = [
  'ETag',
  'Location',
  'Link',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Traceparent',
  'X-Request-Id',
]
const reading = ['Accept-Language', 'If-None-Match', 'Traceparent', 'X-Request-Id']
const writing = ['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key']

/**
 * Lets the pages of these origins call the register from a browser; `*` lets all pages read what is public, without a
 * key. Without any, no header invites anyone. Call it before the routes, and before what may refuse: a page that may
 * call must be able to read a refusal.
 */
export async function admitsOrigins(app: App, origins: string[]): Promise<void> {
  if (origins.length === 0) return
  const all = origins.includes('*')
  const options: FastifyCorsOptions = {
    origin: all ? '*' : origins,
    methods: all ? ['GET', 'HEAD'] : ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: all ? reading : [...reading, ...writing],
    exposedHeaders,
    maxAge: preflightKeptForSeconds,
  }
  await app.register(cors, {
    // An OPTIONS that no browser sends before a call is answered with what a path has, as everywhere.
    delegator: (request: Request, done: (error: Error | null, options: FastifyCorsOptions) => void) =>
      done(null, { ...options, preflight: request.headers['access-control-request-method'] !== undefined }),
  } as FastifyCorsOptions)
}
