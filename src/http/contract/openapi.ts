import swagger from '@fastify/swagger'
import { readFileSync } from 'node:fs'
import type { App } from '../app.ts'
import { noContent } from './describe-operation.ts'
import { Problem, problems } from '../responses/problem.ts'
import { base } from '../../representation.ts'
import { components, ref } from './schema.ts'
import { tags } from '../../tags.ts'
import { noBody } from './validation.ts'
import type { ErrorCode } from '../../errors.ts'

const packageFile = new URL('../../../package.json', import.meta.url)
export const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

const description = `**Svenska.** Registret bakom Samhällskontraktet i Kungälv: vilka som har undertecknat, vilka samarbeten de driver
och vad de erbjuder. Det som är offentligt kan läsas utan nyckel.

**English.** The register behind Samhällskontraktet in Kungälv: who has signed, which collaborations they run and what
they offer. What is public can be read without a key.

**Kända begränsningar / known limits.** Lists give at most 200 rows a page, and \`page\` reaches row 10 000; follow
\`_links.next\` to go further. A body may be 256 KiB, 32 levels deep, a URL 8000
characters. How often you may call is in \`RateLimit-Policy\`; over it the answer is 429. An Idempotency-Key is kept for 48 hours. A list also comes whole, one
item a line, with \`Accept: application/x-ndjson\`: without \`limit\`, \`page\`, \`cursor\` and \`count\`.
The register keeps no data on participants.`

/** Whom to turn to: also who answers for the personal data. */
export const contact = { name: 'Kungälvs kommun', url: 'https://www.kungalv.se/', email: 'kommun@kungalv.se' }

/** The document around the operations. The server's URL is a template: the contract is the same wherever it runs. */
const document = {
  openapi: '3.1.0',
  info: {
    title: 'Samhällskontraktets register',
    version,
    description,
    termsOfService: 'https://www.kungalv.se/',
    contact,
    license: { name: 'EUPL-1.2', url: 'https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12' },
    'x-sla': {
      availability:
        'No promise yet: set by whoever runs the register / inget löfte ännu: sätts av den som driver registret',
      responseTime: 'No promise yet / inget löfte ännu',
      support: 'Office hours, by e-mail / kontorstid, via e-post',
    },
  },
  servers: [
    {
      url: `https://{host}${base}`,
      description: 'Where the register is run.',
      variables: { host: { default: 'register.example.se', description: 'Host name of the installation.' } },
    },
  ],
  tags: Object.entries(tags).map(([name, about]) => ({ name, description: about })),
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `sk_...`. Never in a URL.' },
      accessToken: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of the OpenID provider (RFC 9068), where one is configured. Never in a URL.',
      },
    },
  },
} as const

/** Which problems an operation can give follows from what it is; nobody has to remember to list them. */
function problemsOf(method: string, hasParams: boolean): ErrorCode[] {
  const writes = method !== 'GET'
  const patches = ['PATCH', 'PUT', 'DELETE'].includes(method)
  return [
    'invalid_request',
    'unauthenticated',
    // Also where it is public: who shows a key or token must be admitted by it.
    'forbidden',
    ...(hasParams ? (['not_found'] as const) : []),
    'not_acceptable',
    'rate_limited',
    ...(writes
      ? (['conflict', 'version_mismatch', 'too_large', 'unsupported_media_type', 'rule_broken'] as const)
      : []),
    ...(patches ? (['precondition_required'] as const) : []),
    'internal',
    'unavailable',
  ]
}

const header = (about: string, example: string) => ({ type: 'string', description: about, example })
const headers = {
  traceparent: header(
    'The trace this call belongs to (W3C Trace Context).',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ),
  'accept-language': header('Language of messages: sv or en.', 'sv'),
}
const ifMatch = header('ETag of the version that was read.', '"1"')

/** Writes the contract while routes are made. Call it before the routes. */
export async function describes(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: document as object,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (json.$id as string | undefined) ?? `unnamed-${i}`,
    },
    transform: ({ schema, url, route }) => ({ schema: described(schema as RouteSchema, route) as typeof schema, url }),
    transformObject: (given) => finished((given as { openapiObject: OpenApi }).openapiObject) as never,
  })
  for (const schema of components.values()) app.addSchema(schema)
}

interface Route {
  url: string
  method: string | string[]
  config?: { access?: unknown; outside?: boolean }
}
interface RouteSchema {
  hide?: boolean
  body?: unknown
  querystring?: { properties?: object }
  response?: object
}

/**
 * The schema of a route with what every route has: the headers, and the problems that it can give. For the document
 * only, not for the route: Fastify would compile a serialiser for each problem of each route, most of a start's time.
 */
function described(schema: RouteSchema | undefined, { method: given, url, config }: Route): RouteSchema {
  if (!schema || schema.hide || config?.outside) return { hide: true }
  const method = String(given)
  const patches = ['PATCH', 'PUT', 'DELETE'].includes(method)
  const isList = 'limit' in (schema.querystring?.properties ?? {})
  const hasTag = method === 'GET' && (isList ? config?.access === 'public' : url.includes(':'))
  const responses = problemsOf(method, url.includes(':')).map((name) => [
    problems[name].status,
    { description: problems[name].title.en, content: { 'application/problem+json': { schema: ref(Problem) } } },
  ])
  const { body, ...rest } = schema
  return {
    ...rest,
    ...(body !== noBody && { body }),
    response: {
      ...schema.response,
      ...(hasTag && { 304: noContent('The caller has it already.') }),
      ...Object.fromEntries(responses),
    },
    headers: {
      type: 'object',
      properties: {
        ...headers,
        ...(hasTag && { 'if-none-match': header('ETag of what the caller already has.', '"1"') }),
        ...(method === 'POST' && {
          'idempotency-key': header(
            'Makes a repeated call harmless for 48 hours.',
            '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
          ),
          'if-match': ifMatch,
        }),
        ...(patches && { 'if-match': { ...ifMatch, description: `${ifMatch.description} Required.` } }),
      },
    },
  } as RouteSchema
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { examples?: unknown[] }> }
}
interface Operation {
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { headers?: object; content?: Record<string, Media> }>
}
interface Media {
  schema: { $ref?: string }
  example?: unknown
}

/** What is the same everywhere is added here: an example on each JSON body, and the headers of every response. */
function finished(contract: OpenApi): OpenApi {
  const exampleOf = ({ schema }: Media) =>
    contract.components.schemas[schema.$ref?.split('/').at(-1) ?? '']?.examples?.[0]
  for (const operation of Object.values(contract.paths).flatMap((path) => Object.values(path))) {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ]
    for (const media of contents.flatMap((content) => Object.values(content ?? {}))) {
      const example = exampleOf(media)
      if (example !== undefined) media.example = example
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      response.headers = responseHeaders(status)
      const problem = response.content?.['application/problem+json']
      if (problem) problem.example = problemExample(Number(status))
    }
  }
  return contract
}

function problemExample(status: number) {
  const [code, { title }] = Object.entries(problems).find(([, problem]) => problem.status === status)!
  return {
    type: `https://register.example.se/docs/problems/${code}`,
    title: title.en,
    status,
    detail: `${title.en}.`,
    instance: `${base}/organisations`,
    code,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  }
}

function responseHeaders(status: string): object {
  const of = (about: string) => ({ description: about, schema: { type: 'string' } })
  return {
    traceparent: of('The trace of the call, with our step in it.'),
    'x-request-id': of('What the register calls this request.'),
    ...(status === '201' && { location: of('Where the new resource is.') }),
    ...(['200', '201', '304'].includes(status) && {
      etag: of('The version of a single resource; of a list without a key, the same while nothing changes.'),
    }),
    ...(['401', '403'].includes(status) && { 'www-authenticate': of('How to sign in, or the scope that is missing.') }),
    ...(/^2|429/.test(status) && {
      'ratelimit-policy': of('The limits that this call counts for: so many calls (q) in so many seconds (w).'),
      ratelimit: of('What is left of them: so many calls (r), for so many seconds (t).'),
    }),
    ...(['429', '503'].includes(status) && { 'retry-after': of('Seconds to wait.') }),
  }
}
