import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose'
import { Provider } from 'oidc-provider'

export const audience = 'https://register.prov.example'
const client = { client_id: 'prov', client_secret: 'hemligt-bara-i-prov' }

/** What the next token says besides what the provider says itself; undefined takes something away. */
interface Wanted {
  claims?: object
  header?: object
}

/** A signing key of the provider, and the private half for those who forge. */
export interface SigningKey {
  jwk: JWK
  privateKey: CryptoKey
}

export interface TestProvider extends AsyncDisposable {
  issuer: string
  /** An access token from the token endpoint, signed with the first of the keys. */
  token(claims?: object, header?: object): Promise<string>
  /** Starts anew with these keys, on the same port. */
  restart(keys: SigningKey[]): void
  /** Answers nothing from here on, and how to answer again. */
  stop(): Promise<() => Promise<void>>
  /** How often the keys were asked for. */
  asked(): number
  keys: SigningKey[]
}

/** Has a test's clock go as the provider's does, which is the real one. */
export function keepTime({ clock }: { clock: { now: Date } }): void {
  Object.defineProperty(clock, 'now', { get: () => new Date() })
}

export async function signingKey(kid: string, alg = 'RS256'): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { jwk: { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' }, privateKey }
}

/** A real OpenID provider on the loopback, that gives access tokens for this register to whoever has its client secret. */
export async function oidcProvider(): Promise<TestProvider> {
  let listener: RequestListener = () => {}
  let asked = 0
  let wanted: Wanted = {}
  let server: Server
  const listen = async (port: number) => {
    server = createServer((request, response) => {
      if (request.url === '/jwks') asked++
      listener(request, response)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  await listen(0)
  const { port } = server!.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const restart = (keys: SigningKey[]) => {
    provider.keys = keys
    listener = new Provider(
      issuer,
      configuration(keys, () => wanted),
    ).callback()
  }
  const provider: TestProvider = {
    issuer,
    keys: [],
    async token(claims = {}, header = {}) {
      wanted = { claims, header }
      const form = { grant_type: 'client_credentials', resource: audience, scope: 'read write', ...client }
      const answer = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
      if (!answer.ok) throw new Error(`the provider answers ${answer.status}: ${await answer.text()}`)
      return ((await answer.json()) as { access_token: string }).access_token
    },
    restart,
    async stop() {
      await close()
      return () => listen(port)
    },
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      if (server.listening) await close()
    },
  }
  restart([await signingKey('first')])
  return provider
}

function configuration(keys: SigningKey[], wanted: () => Wanted): object {
  return {
    cookies: { keys: ['used by no test'] },
    ttl: { ClientCredentials: 300 },
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    clients: [
      {
        ...client,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    // Tokens that say all themselves are kept nowhere.
    adapter: () => ({ find: async () => {}, upsert: async () => {} }),
    scopes: ['read', 'write'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'read write',
          audience,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: keys[0]!.jwk.alg } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt: (_: unknown, __: unknown, parts: { header: object; payload: object }) => {
          Object.assign(parts.payload, wanted().claims)
          parts.header = { ...wanted().header }
        },
      },
    },
  }
}
