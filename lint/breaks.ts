// `npm run openapi:breaks [TAG]`: what a caller by the contract of the last release would stumble on. Refuses nothing.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}
interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: Schema
}
interface Body {
  content?: Record<string, { schema: Schema }>
}
interface Operation {
  operationId: string
  parameters?: (Parameter | Reference)[]
  requestBody?: Body
  responses: Record<string, Body | Reference>
  'x-stream'?: Record<string, object>
}
interface Reference {
  $ref: string
}
export interface Contract {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, object>>
}
type Way = 'sent' | 'answered'

/** What breaks whoever calls by `before` when the register answers by `after`, each thing once. */
export function breaksBetween(before: Contract, after: Contract): string[] {
  const found = new Set<string>()
  const compared = new Set<string>()

  function compareOperations(): void {
    for (const [path, methods] of Object.entries(before.paths))
      for (const [method, operation] of Object.entries(methods)) {
        const now = after.paths[path]?.[method]
        const name = `${method.toUpperCase()} ${path}`
        if (now) compareOperation(name, operation, now)
        else found.add(`${name} is gone`)
      }
  }

  function compareOperation(name: string, was: Operation, is: Operation): void {
    if (was.operationId !== is.operationId) found.add(`${name} is called ${is.operationId}, was ${was.operationId}`)
    const [taken, takes] = [parametersOf(was, before), parametersOf(is, after)]
    for (const [key, { schema }] of taken) {
      const same = takes.get(key)
      if (same) compare(`${name} ${key}`, schema, same.schema, 'sent')
      else found.add(`${name} no longer takes ${key}`)
    }
    for (const [key, { required }] of takes)
      if (required && !taken.get(key)?.required) found.add(`${name} needs ${key}`)
    compareBodies(name, was.requestBody, is.requestBody, 'sent')
    for (const [status, answer] of Object.entries(was.responses)) {
      const same = is.responses[status]
      if (same)
        compareBodies(
          name,
          followed(answer, before) as Body,
          withStreams(is, followed(same, after) as Body),
          'answered',
        )
      else if (status < '300') found.add(`${name} no longer answers ${status}`)
    }
  }

  function compareBodies(name: string, was: Body | undefined, is: Body | undefined, way: Way): void {
    for (const [type, { schema }] of Object.entries(was?.content ?? {})) {
      const same = is?.content?.[type]
      if (same) compare(name, schema, same.schema, way)
      else found.add(`${name}: no ${type} is ${way}`)
    }
  }

  /** A component is compared once for each way that it goes. */
  function compare(place: string, was: Schema, is: Schema, way: Way): void {
    const name = was.$ref?.split('/').at(-1)
    if (name) {
      if (compared.has(`${name} ${way}`)) return
      compared.add(`${name} ${way}`)
    }
    const here = name ?? place
    const [a, b] = [followed(was, before), followed(is, after)]
    const [types, typesNow] = [typesOf(a), typesOf(b)]
    const [narrow, wide] = way === 'sent' ? [typesNow, types] : [types, typesNow]
    if (wide.some((type) => !narrow.includes(type))) found.add(`${here} is ${typesNow.join()}, was ${types.join()}`)
    const fewer = way === 'sent' ? missing(a.enum, b.enum) : missing(b.enum, a.enum)
    if (a.enum && fewer.length > 0)
      found.add(`${here} ${way === 'sent' ? 'no longer takes' : 'may be'} ${fewer.map(String).join()}`)
    compareFields(here, a, b, way)
    if (a.items && b.items) compare(`${here}[]`, a.items, b.items, way)
  }

  function compareFields(here: string, was: Schema, is: Schema, way: Way): void {
    for (const [field, schema] of Object.entries(was.properties ?? {})) {
      const same = is.properties?.[field]
      if (same) compare(`${here}.${field}`, schema, same, way)
      // What is not known is refused where it is sent.
      else if (is.properties) found.add(`${here}.${field} is gone`)
    }
    const [always, formerly] = way === 'sent' ? [is.required, was.required] : [was.required, is.required]
    for (const field of missing(always, formerly ?? []))
      if (is.properties?.[String(field)])
        found.add(`${here}.${String(field)} is ${way === 'sent' ? 'needed' : 'not always there'}`)
  }

  compareOperations()
  return [...found].toSorted()
}

/** What the first has and the second lacks; without a second list, nothing is excluded. */
function missing(list: unknown[] = [], from: unknown[] | undefined): unknown[] {
  return from ? list.filter((value) => !from.includes(value)) : []
}

/** What an operation answers besides JSON stands apart. */
function withStreams({ 'x-stream': streams = {} }: Operation, body: Body): Body {
  const apart = Object.entries(streams).map(([type, schema]) => [type, { schema }])
  return { content: { ...body.content, ...Object.fromEntries(apart) } }
}

function typesOf({ type, anyOf = [] }: Schema): string[] {
  return [...[type ?? []].flat(), ...anyOf.flatMap((one) => (one.$ref ? ['object'] : typesOf(one)))]
}

function parametersOf({ parameters = [] }: Operation, contract: Contract): Map<string, Parameter> {
  const written = parameters.map((parameter) => followed(parameter, contract) as Parameter)
  return new Map(written.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]))
}

function followed<T extends object>(part: T, { components }: Contract): T {
  const [, kind, name] = /^#\/components\/(\w+)\/(\w+)$/.exec((part as Partial<Reference>).$ref ?? '') ?? []
  return kind === undefined ? part : (components[kind]![name!] as T)
}

if (import.meta.main) {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  const tag = process.argv[2] ?? git('tag', '--list', 'v*', '--sort=-v:refname').split('\n')[0]
  if (!tag) process.stdout.write('No release to compare with: no tag v*.\n')
  else {
    const released = JSON.parse(git('show', `${tag}:openapi/openapi.json`)) as Contract
    const found = breaksBetween(released, JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as Contract)
    process.stdout.write(
      `${found.length} breaking changes since ${tag}\n${found.map((line) => `  ${line}\n`).join('')}`,
    )
  }
}
