import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { RegistryError } from '../../src/errors.ts'
import { providerKeys } from '../../src/identity/oidc/provider.ts'

const says =
  (value: unknown): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify(value))
const endless = (response: ServerResponse): void => {
  const more = () => response.writable && response.write('x'.repeat(65_536), more)
  more()
}

test.each<[string, (own: string) => RequestListener, RegExp]>([
  ['says that it is another', () => says({ issuer: 'https://login.example' }), /another issuer/],
  ['says that it is nobody', () => says({}), /another issuer/],
  ['says nothing that is JSON', () => (_, response) => response.end('<html>'), /JSON/],
  ['says null', () => says(null), /no JSON object/],
  ['fails', () => (_, response) => response.writeHead(500).end(), /answers 500/],
  ['sends elsewhere', () => (_, response) => response.writeHead(302, { location: '/there' }).end(), /redirect/],
  ['never ends', () => (_, response) => endless(response), /more than is read/],
  ['breaks off', () => (_, response) => response.socket!.destroy(), /UND_ERR_SOCKET|ECONNRESET/],
  [
    'has its keys where anybody can exchange them',
    (own) => says({ issuer: own, jwks_uri: 'http://keys.example/jwks' }),
    /not https/,
  ],
  ['has its keys in a file', (own) => says({ issuer: own, jwks_uri: 'file:///etc/keys' }), /not https/],
  ['has its keys nowhere', (own) => says({ issuer: own }), /not https/],
  ['has no keys', (own) => says({ issuer: own, jwks_uri: own, keys: {} }), /no key set/],
])('a provider that %s is of no use, and is not asked again at once', async (_, listenerOf, reason) => {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    listenerOf(own)(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const troubles: string[] = []
  const keys = providerKeys(own, (message) => troubles.push(message))
  const outcomeOf = () => keys({ alg: 'RS256' }).catch((error: unknown) => error)
  const first = await outcomeOf()
  const before = asked
  for (const error of [first, await outcomeOf()]) {
    expect(error).toBeInstanceOf(RegistryError)
    expect(error).toMatchObject({ code: 'unavailable' })
  }
  expect(asked).toBe(before)
  expect(troubles).toEqual([expect.stringMatching(reason)])
  server.closeAllConnections()
  server.close()
})
