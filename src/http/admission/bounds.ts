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

/** Bytes written as %E4: what follows one another is one text. */
const encodedBytes = /(?:%[0-9a-f]{2})+/gi

/**
 * Refuses what cannot be read in one way only, before anyone looks at it: a URL that is too long or not UTF-8, headers
 * that are too many, two names of the host (RFC 9112, 3.2).
 */
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
    if (raw.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length > 1) {
      throw new RegistryError('invalid_request', {
        en: 'The request names two hosts.',
        sv: 'Begäran anger två värdnamn (Host).',
      })
    }
    if (!isUtf8Throughout(raw.url ?? '')) {
      throw new RegistryError('invalid_request', {
        en: 'The URL is not UTF-8: ä is %C3%A4.',
        sv: 'Adressen är inte UTF-8: ä skrivs %C3%A4.',
      })
    }
    done()
  })
}

function isUtf8Throughout(url: string): boolean {
  for (const [bytes] of url.matchAll(encodedBytes)) {
    try {
      decodeURIComponent(bytes)
    } catch {
      return false
    }
  }
  return true
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
