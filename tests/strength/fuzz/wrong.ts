import { randomUUID } from 'node:crypto'
import type { Random } from '../../../src/seed/demo/random.ts'
import type { Drawing, FuzzRequest } from './requests.ts'
import { bent, hostileTexts } from './values.ts'

/** One thing of it is wrong: a value in the body, a name or a value in the query, a header, an id. */
export function nearly(request: FuzzRequest, drawing: Drawing): FuzzRequest {
  const { random } = drawing
  const { body, url, headers } = request
  const parameters = request.operation.parameters ?? []
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const bends: (() => FuzzRequest)[] = [
    () => ({ ...request, url: withPair(url, random.pick([...names, 'unknown']), random.pick(hostileTexts)) }),
    () => ({
      ...request,
      url: url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, encodeURIComponent(wellFormed(random.pick(hostileTexts)))),
    }),
    () => ({ ...request, headers: { ...headers, ...strangeHeader(random) } }),
  ]
  if (typeof body === 'string') {
    const wrong = () => ({ ...request, body: JSON.stringify(bent(JSON.parse(body), drawing)) })
    bends.push(wrong, wrong, wrong, () => ({ ...request, body: body.replace(/\d+/, '1e999') }))
  }
  return random.pick(bends)()
}

function withPair(url: string, name: string, value: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(wellFormed(value))}`
}

function wellFormed(text: string): string {
  return text.toWellFormed().slice(0, 2_000)
}

function strangeHeader(random: Random): Record<string, string> {
  const name = random.pick([
    'if-match',
    'if-none-match',
    'idempotency-key',
    'traceparent',
    'accept',
    'accept-language',
    'x-request-id',
    'content-type',
    'content-encoding',
    'range',
    'expect',
    'cookie',
    'x-http-method-override',
    'if-modified-since',
    'origin',
    'forwarded',
  ])
  return { [name]: random.pick(strangeValues) }
}
const strangeValues = [
  '',
  '*',
  '"0"',
  '"1"',
  '"999999999"',
  '"9999999999"',
  'W/"1"',
  '"a"',
  '"1","2"',
  'text/csv',
  '*/*',
  'application/json;q=0',
  'application/xml',
  'application/json; charset=latin1',
  'application/merge-patch+json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'gzip',
  '\xe5\xe4\xf6',
  'x'.repeat(5_000),
  'sv;q=banan',
  '00-0-0-0',
  '__proto__',
  'bytes=0-1',
  'DELETE',
  'https://foreign.example',
  randomUUID(),
]

/** Nothing of it needs to make sense. */
export function hostile(request: FuzzRequest, { random }: Drawing): FuzzRequest {
  const { url } = request
  const path = url.split('?', 1)[0]!
  const bodies: (() => string | Buffer)[] = [
    () => '',
    () => '{',
    () => 'null',
    () => '[]',
    () => '"x"',
    () => '0',
    () => '{"name":"a","name":"b"}',
    () => '{"__proto__":{"a":1}}',
    () => '{"constructor":{"prototype":{"a":1}}}',
    () => `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    () => `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
    () => JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`f${i}`, i]))),
    () => JSON.stringify({ name: 'x'.repeat(300_000) }),
    () => JSON.stringify({ aliases: Array.from({ length: 999 }, (_, i) => i) }),
    () => Buffer.from('{"name":"Kung\xe4lv"}', 'latin1'),
    () => Buffer.from('\ufeff{}'),
    () => '{"name":"\\ud800"}',
    () => '{"name":"\\u0000"}',
    () => String(request.body ?? '{}').slice(0, -1),
  ]
  return random.pick<() => FuzzRequest>([
    () => ({ ...request, body: random.pick(bodies)() }),
    () => ({ ...request, body: random.pick(bodies)() }),
    () => ({
      ...request,
      method: random.pick(['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'GET', 'TRACE', 'PROPFIND']),
    }),
    () => ({
      ...request,
      url: random.pick([
        `${path}/`,
        `/${path}`,
        `${path}/..`,
        `${path}%00`,
        `${path}%ff`,
        `${path}%2f`,
        `${path}%`,
        `${path}/${'a'.repeat(3_000)}`,
        `${path};a=b`,
        path.toUpperCase(),
        `${path}?`,
        `${path}?=`,
        `${path}?&&`,
        `${path}?%`,
        `${path}?limit[]=1`,
        `${path}?limit=1&limit=2`,
        `${path}?__proto__=1`,
        `${path}?${'a=1&'.repeat(1_500)}`,
        `${path}?q=${'a'.repeat(3_000)}`,
      ]),
    }),
    () => ({
      ...request,
      headers: Object.assign({}, request.headers, ...Array.from({ length: 4 }, () => strangeHeader(random))) as Record<
        string,
        string
      >,
    }),
  ])()
}
