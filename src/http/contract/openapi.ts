import swagger from '@fastify/swagger'
import { readFileSync } from 'node:fs'
import type { App } from '../app.ts'
import { municipality } from '../../municipality.ts'
import { base } from '../../representation.ts'
import { components, scalars } from './schema.ts'
import { answersOf, commonAnswers, headersIn, headersOf, headersOut, headersTaken } from './common-parts.ts'
import { shareRepeated, shareSchemas, type Parameter, type Reference } from './repeated-parts.ts'
import { tags } from '../../tags.ts'
import { noBody } from './validation.ts'

const packageFile = new URL('../../../package.json', import.meta.url)
export const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

const description = `**Svenska.** Registret bakom ${municipality.contract} i ${municipality.name}: vilka som har undertecknat, vilka samarbeten de driver
och vad de erbjuder. Det som är offentligt kan läsas utan nyckel.

**English.** The register behind ${municipality.contract} in ${municipality.name}: who has signed, which collaborations they run and what
they offer. What is public can be read without a key.

**Kända begränsningar / known limits.** Lists give at most 200 rows a page, and \`page\` reaches row 10 000; follow
\`_links.next\` to go further. A body may be 256 KiB, 32 levels deep, a URL 8000
characters. Any call may name
its trace in \`traceparent\` (W3C Trace Context). How often you may call is in \`RateLimit-Policy\`; over it the answer is 429. An Idempotency-Key is kept for 48 hours. A list also comes whole, one
item a line, with \`Accept: application/x-ndjson\`: without \`limit\`, \`page\`, \`cursor\` and \`count\`.
The register keeps no data on participants.`

/** The document around the operations. */
const document = {
  openapi: '3.1.0',
  info: {
    title: municipality.register,
    version,
    description,
    termsOfService: municipality.termsUrl,
    contact: municipality.convener,
    license: { name: 'EUPL-1.2', url: 'https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12' },
    'x-sla': {
      availability:
        'No promise yet: set by whoever runs the register / inget löfte ännu: sätts av den som driver registret',
      responseTime: 'No promise yet / inget löfte ännu',
      support: 'Office hours, by e-mail / kontorstid, via e-post',
    },
  },
  servers: [
    // Where it runs is not known before it does: an example, and in a running register its own address.
    { url: `https://register.example.se${base}`, description: 'Where the register is run.' },
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

/** Writes the contract while routes are made. Call it before the routes. Its server is `publicUrl` where that is https. */
export async function describes(app: App, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: document as object,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (json.$id as string | undefined) ?? `unnamed-${i}`,
    },
    transform: ({ schema, url, route }) => ({ schema: published(schema as RouteSchema, route) as typeof schema, url }),
    transformObject: (given) => finished((given as { openapiObject: OpenApi }).openapiObject, publicUrl) as never,
  })
  for (const schema of components.values()) app.addSchema(schema)
}

interface Route {
  config?: { outside?: boolean }
}
interface RouteSchema {
  hide?: boolean
  body?: unknown
}

/** What of a route's schema stands in the contract. */
function published(schema: RouteSchema | undefined, { config }: Route): RouteSchema {
  if (!schema || schema.hide || config?.outside) return { hide: true }
  const { body, ...rest } = schema
  return body === noBody ? rest : schema
}

interface OpenApi {
  servers: { url: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { examples?: unknown[] }> } & Record<
    'examples' | 'parameters' | 'responses',
    Record<string, object>
  >
}
interface Operation {
  'x-roles': string[]
  'x-stream'?: Record<string, object>
  parameters?: Parameter[]
  requestBody?: Body
  responses: Record<string, Body>
}
interface Body {
  content?: Record<string, { schema: { $ref?: string }; examples?: Record<string, Reference> }>
}
/** Adds to the document what all operations have, and says once what stands in several places. */
function finished(contract: OpenApi, publicUrl: string): OpenApi {
  const { components: parts, servers } = contract
  if (publicUrl.startsWith('https:')) contract.servers = [{ ...servers[0]!, url: publicUrl + base }]
  const common = { headers: headersOut, parameters: { ...headersIn }, responses: { ...commonAnswers } }
  Object.assign(parts, { ...common, examples: {} })
  for (const [path, operations] of Object.entries(contract.paths))
    for (const [method, operation] of Object.entries(operations)) complete(operation, method, path, parts)
  // Examples stand where bodies refer to them.
  for (const name of Object.keys(parts.examples)) delete parts.schemas[name]!.examples
  const schemas = { ...parts.schemas, ...shareSchemas([parts.schemas, contract.paths], scalars) }
  // By name: they were registered in the order in which modules happened to be loaded.
  parts.schemas = Object.fromEntries(Object.entries(schemas).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  shareRepeated(contract)
  return contract
}

/**
 * Adds what an operation has because of what it is: an example on each JSON body, the headers, and the problems that it
 * can give. Here and not on the route: Fastify would compile a serialiser for each problem of each route, most of a
 * start's time.
 */
function complete(operation: Operation, method: string, path: string, parts: OpenApi['components']): void {
  const { requestBody, responses, parameters = [] } = operation
  streamsApart(operation)
  for (const parameter of parameters) {
    asCommaList(parameter)
    // As anything is that does not say that it must be there.
    if (!parameter.required) delete parameter.required
  }
  for (const body of [requestBody, ...Object.values(responses)]) exemplify(body, parts)
  for (const [status, answer] of Object.entries(responses)) Object.assign(answer, { headers: headersOf(status) })
  const kind = {
    method,
    hasParams: path.includes('{'),
    isList: parameters.some(({ name }) => name === 'limit'),
    isPublic: operation['x-roles'][0] === 'public',
    isAct: method === 'post' && ('200' in responses || path.endsWith('/rotation')),
  }
  operation.responses = { ...(answersOf(kind) as Record<string, Body>), ...responses }
  Object.assign(operation, { parameters: [...parameters, ...headersTaken(kind)] })
}

/**
 * What a list answers besides JSON stands beside its answers: by media type, what each line of it is. Among them, one
 * status would have bodies of several types, and whatever is generated from the contract would take a page for either.
 */
function streamsApart(operation: Operation): void {
  for (const answer of Object.values(operation.responses)) {
    const { 'application/json': json, ...streams } = answer.content ?? {}
    if (!json || Object.keys(streams).length === 0) continue
    Object.assign(answer, { content: { 'application/json': json } })
    operation['x-stream'] = Object.fromEntries(Object.entries(streams).map(([type, { schema }]) => [type, schema]))
  }
}

/** A list in a query is sent with commas between its values; repeated names are taken as well. */
function asCommaList(parameter: Parameter): void {
  if (parameter.schema.type === 'array') Object.assign(parameter, { explode: false })
}

/** Gives a body the example of the component that it is. */
function exemplify(body: Body | undefined, { schemas, examples }: OpenApi['components']): void {
  for (const media of Object.values(body?.content ?? {})) {
    const name = media.schema.$ref?.split('/').at(-1) ?? ''
    const value = schemas[name]?.examples?.[0]
    if (value === undefined) continue
    examples[name] = { value }
    media.examples = { [name]: { $ref: `#/components/examples/${name}` } }
  }
}
