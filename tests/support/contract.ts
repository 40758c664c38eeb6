import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Response } from 'supertest'
import type { App } from '../../src/http/app.ts'
import { lines } from '../../src/http/responses/formats.ts'
import { base } from '../../src/representation.ts'

export type Schema = Record<string, unknown> & {
  $ref?: string
  properties?: Record<string, Schema>
  type?: string | string[]
  enum?: string[]
  examples?: unknown[]
}
interface Parameter {
  name: string
  in: string
  description?: string
  schema: Schema
  required?: boolean
  style?: string
  explode?: boolean
}
interface Media {
  schema: Schema
  example?: unknown
  examples?: Record<string, { $ref: string }>
}
interface Operation {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  security?: object[]
  'x-roles'?: string[]
  /** What a line is, of the media types that a list answers besides JSON. */
  'x-stream'?: Record<string, Schema>
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<
    string,
    { description?: string; headers?: Record<string, unknown>; content?: Record<string, Media> }
  >
}
export interface Contract {
  openapi: string
  info: Record<string, unknown>
  servers: { url: string; variables?: Record<string, { default: string }> }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    examples: Record<string, { value: unknown }>
  } & Record<'headers' | 'parameters' | 'responses', Record<string, object>>
}

const writtenOut = new WeakMap<App, Contract>()

/** The contract of an app with what it refers to in place of the references, save what is an object: operations and fields as they are. */
export function contractIn(app: App): Contract {
  const known = writtenOut.get(app) ?? writtenOutOf(app.swagger() as unknown as Contract)
  writtenOut.set(app, known)
  return known
}

/** The same, of a contract as it was read. */
export function writtenOutOf(contract: Contract): Contract {
  const { components } = contract
  const followed = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(followed)
    if (typeof part !== 'object' || part === null) return part
    const { $ref, ...own } = part as { $ref?: string }
    const [, kind, name] = /^#\/components\/(\w+)\/(\w+)$/.exec($ref ?? '') ?? []
    const found = kind !== 'examples' && components[kind as 'headers']?.[name!]
    // What an object is stays a component.
    if (found && (kind !== 'schemas' || (found as Schema).type !== 'object')) return followed({ ...found, ...own })
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, followed(inner)]))
  }
  const schemas = Object.entries(components.schemas).map(([name, schema]) => {
    const example = components.examples[name]
    return [name, followed(example ? { ...schema, examples: [example.value] } : schema)]
  })
  return {
    ...contract,
    paths: followed(contract.paths) as Contract['paths'],
    components: { ...components, schemas: Object.fromEntries(schemas) as Contract['components']['schemas'] },
  }
}

/** Every operation of a contract, with its path and method. */
export function operationsOf(contract: Contract) {
  return Object.entries(contract.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method: method as Method, ...operation })),
  )
}
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The example that the contract has for a body. */
export function exampleOf({ components }: Contract, { example, examples = {} }: Media): unknown {
  const [reference] = Object.values(examples)
  return reference ? components.examples[reference.$ref.split('/').at(-1)!]?.value : example
}

/** The operations that answer a page of a list. */
export function listsOf(contract: Contract) {
  return operationsOf(contract).filter(
    ({ method, responses, parameters = [] }) =>
      method === 'get' &&
      responses['200']?.content?.['application/json']?.schema.$ref?.endsWith('Page') &&
      parameters.some(({ name }) => name === 'limit'),
  )
}

/** Whether a text, list or number has an end. */
export function isBounded(schema: Schema): boolean {
  const types = [schema.type].flat()
  const has = (name: string) => typeof schema[name] === 'number'
  if (types.includes('array')) return has('maxItems')
  if (types.includes('integer') || types.includes('number'))
    return has('maximum') && (has('minimum') || has('exclusiveMinimum'))
  return !types.includes('string') || has('maxLength') || schema.enum !== undefined
}

/** Every path that an app answers, from Fastify's drawing of its routes, as the contract writes them. */
export function pathsOf(app: App): string[] {
  const above: string[] = []
  const paths = app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, piece, methods] = /^([│ ]*)[├└]── (\S*)( \(.*)?$/.exec(line) ?? []
      if (piece === undefined) return []
      const depth = indent!.length / 4
      above.length = depth
      above.push((above[depth - 1] ?? '') + piece)
      return methods ? [above[depth]!.replaceAll(/:(\w+)/g, '{$1}')] : []
    })
  return paths.toSorted()
}

/** Knows the components of a contract as `contract#/components/...`. */
export function validatorOfParts({ components }: Contract): Ajv2020 {
  // The register itself holds what has these two formats against more than an expression.
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { iri: true, 'idn-email': true } })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'contract', components })
  return ajv
}

/** The contract of an app, and a check that an answer keeps it: a declared status, and a body as its schema says. */
export function contractOf(app: App) {
  const contract = contractIn(app)
  const ajv = validatorOfParts(contract)
  const compiled = new Map<string, ValidateFunction>()
  const validatorOf = (schema: object) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"contract#/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object)
    compiled.set(text, validate)
    return validate
  }
  const paths = Object.entries(contract.paths).map(([path, operations]) => ({
    form: new RegExp(`^${base}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operations,
    path,
  }))

  function check(response: Response): void {
    const { method, path } = requestOf(response)
    const found = paths
      .filter(({ form }) => form.test(path))
      .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0]
    const operation = found?.operations[method.toLowerCase()]
    if (!operation) return
    const declared = operation.responses[String(response.status)]
    if (!declared) {
      throw new Error(
        `${operation.operationId} answered ${response.status}, which it does not declare: ${response.text}`,
      )
    }
    if (
      !/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(response.headers.traceparent ?? '') ||
      !response.headers['x-request-id']
    ) {
      throw new Error(`${operation.operationId} answered ${response.status} without traceparent or x-request-id`)
    }
    const type = response.headers['content-type']?.split(';')[0]
    const schema = type && (declared.content?.[type]?.schema ?? operation['x-stream']?.[type])
    // `fields` asks for less than the schema requires.
    if (!schema || narrowed(response)) return
    const validate = validatorOf(schema)
    for (const body of type === lines ? (response.body as unknown[]) : [response.body]) {
      if (validate(body)) continue
      throw new Error(
        `${operation.operationId} ${response.status} does not fit its schema: ${ajv.errorsText(validate.errors)}`,
      )
    }
  }

  return { contract, check }
}

function requestOf(response: Response): { method: string; path: string } {
  const { method, url } = (response as unknown as { request: { method: string; url: string } }).request
  return { method, path: new URL(url).pathname }
}

function narrowed(response: Response): boolean {
  return new URL((response as unknown as { request: { url: string } }).request.url).searchParams.has('fields')
}
