// Limits on the size and the pace of requests, against floods and slow senders (slowloris).
import { RegistryError } from '../../errors.ts'
import type { App } from '../app.ts'

const longestUrl = 8_000
const mostHeaders = 100
export const deepest = 32

/** Node's own bounds on what comes in and how slowly. What is broken by them is answered in `unreadable.ts`, or cut. */
export const serverTimes = {
  requestTimeout: 30_000,
  keepAliveTimeout: 72_000, // longer than a proxy keeps a connection
  connectionTimeout: 60_000, // for those who do not read their answer
  maxRequestsPerSocket: 10_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16 * 1024 },
}

/** Refuses a URL that is too long and headers that are too many, before anyone looks at them. */
export function boundsRequests(app: App): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if ((raw.url?.length ?? 0) > longestUrl) {
      throw new RegistryError('invalid_request', {
        en: `The URL is longer than ${longestUrl} characters.`,
        sv: `Adressen är längre än ${longestUrl} tecken.`,
      })
    }
    if (raw.rawHeaders.length > 2 * mostHeaders) {
      throw new RegistryError('invalid_request', {
        en: `The request has more than ${mostHeaders} headers.`,
        sv: `Begäran har fler än ${mostHeaders} huvuden.`,
      })
    }
    done()
  })
}

/** Whether JSON has objects and lists in one another further than is read here. Says nothing of its form. */
export function isDeep(json: string): boolean {
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const letter = json[at]
    if (letter === '"') at = endOfText(json, at)
    else if (letter === '}' || letter === ']') depth--
    else if ((letter === '{' || letter === '[') && ++depth > deepest) return true
  }
  return false
}

/** Where a text that begins here ends. */
function endOfText(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0
    while (json[at - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return at
  }
  return json.length
}
