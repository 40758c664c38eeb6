import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose'
import { RegistryError } from '../../errors.ts'
import { isSecure } from './claims.rules.ts'

const answerWithinMs = 5_000
const mostBytes = 256 * 1024
/** How long keys are believed without asking again, so that one the provider withdraws is not believed for ever. */
const keptMs = 600_000
/** An unknown key is asked for, but not more often than this: anyone can make one up. */
const cooldownMs = 10_000
/** A provider that has just failed is left alone for this long, and nobody waits for it. */
const restMs = 2_000

/**
 * The provider's keys: fetched when they are first needed, and again when they are old or one is missing, each time
 * through its discovery document. What keeps the provider from answering is told to `onTrouble`; callers hear
 * `unavailable`.
 */
export function providerKeys(issuer: string, onTrouble: (message: string) => void): RemoteJWKSet {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  let failedAt = -Infinity
  return createRemoteJWKSet(new URL(discovery), {
    timeoutDuration: answerWithinMs,
    cacheMaxAge: keptMs,
    cooldownDuration: cooldownMs,
    [customFetch]: async (_, { signal }) => {
      if (Date.now() - failedAt < restMs) throw providerUnavailable()
      try {
        return Response.json(await fetchKeys(discovery, issuer, signal))
      } catch (error) {
        failedAt = Date.now()
        onTrouble(reasonOf(error))
        throw providerUnavailable()
      }
    },
  })
}

async function fetchKeys(discovery: string, issuer: string, signal: AbortSignal): Promise<object> {
  const document = await fetchJson(discovery, signal)
  // Or whoever answers there could name keys for somebody else's tokens (OpenID Connect Discovery, 4.3).
  if (document.issuer !== issuer) throw new Error('its discovery document is of another issuer')
  const keys = await fetchJson(String(document.jwks_uri), signal)
  if (!Array.isArray(keys.keys)) throw new Error('what it publishes at jwks_uri is no key set')
  return keys
}

async function fetchJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  if (!isSecure(url)) throw new Error('it names an address that is not https')
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`it answers ${response.status}`)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error('it answers with more than is read')
  }
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString())
  if (typeof value !== 'object' || value === null) throw new Error('it answers with no JSON object')
  return value as Record<string, unknown>
}

/** `fetch` says what was wrong in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message
}

function providerUnavailable(): RegistryError {
  return new RegistryError('unavailable', {
    en: 'The sign-in service does not answer at the moment. Try again shortly; API keys work meanwhile.',
    sv: 'Inloggningstjänsten svarar inte just nu. Försök igen om en stund; API-nycklar fungerar under tiden.',
  })
}
