import { base } from '../../../src/representation.ts'
import type { Random } from '../../../src/seed/demo/random.ts'
import type { operationsOf } from '../../support/contract.ts'
import { hostile, nearly } from './wrong.ts'
import { valueFor, type Source } from './values.ts'

export type Operation = ReturnType<typeof operationsOf>[number]

export interface FuzzRequest {
  operation: Operation
  method: string
  url: string
  /** Whose key is sent; any other text is sent as it is. */
  caller: string
  headers: Record<string, string>
  body?: string | Buffer
}

/** Rows that the fuzzer has met, by the last word of the path that leads to them, in the order in which it met them. */
export type Known = Map<string, Row[]>
interface Row {
  id: string
  etag: string
}

export interface Drawing extends Source {
  known: Known
  /** Where lists went on. */
  cursors: string[]
  /** The row that was made or changed last, and by whom: what comes next is often done to it, so that states follow. */
  focus?: { kind: string; row: Row; caller: string } | undefined
}

const callers = ['coordinator', 'partner', 'otherPartner', 'matcher', 'reader', 'public']
const nobody = ['Bearer sk_nobody', 'Basic eDp5', 'Bearer', 'Bearer  x y', 'bearer null', 'Digest \xe5']

/** The kind of row that a field of this name refers to. */
export function kindOf(name: string, kinds: string[]): string | undefined {
  const called = name.replace(/Ids?$/, '').toLowerCase()
  if (called === 'matcher' || called === 'parent') return 'organisations'
  if (called === 'series') return 'contributions'
  if (called === 'renewedfrom') return 'signatures'
  return kinds.find((kind) => called.endsWith(kind.replaceAll('-', '').replace(/s$/, '')))
}

/** A row of this kind, one of the latest mostly; sometimes one that there is not, or of another kind. */
export function rowOf(kind: string | undefined, known: Known, random: Random): Row {
  const rows: Row[] = random.percent(4) ? [...known.values()].flat() : (known.get(kind ?? '') ?? [])
  const near = random.percent(70) ? rows.slice(-12) : rows
  if (near.length === 0 || random.percent(3)) return { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10', etag: '"1"' }
  return random.pick(near)
}

/** How often each operation is drawn: there must be rows before anything can be done with them. */
export function weighted(operations: Operation[]): Operation[] {
  return operations.flatMap((operation) => {
    const makes = operation.method === 'post' && operation.requestBody && '201' in operation.responses
    return Array.from({ length: makes ? 12 : operation.method === 'delete' ? 1 : 4 }, () => operation)
  })
}

/** The next request: valid six times in ten, nearly so three times, hostile else. */
export function draw(drawing: Drawing, operations: Operation[]): FuzzRequest {
  const { random } = drawing
  const mood = random.between(1, 100)
  const { focus } = drawing
  const onIt = focus
    ? operations.filter(({ path, method }) => method !== 'get' && path.includes(`/${focus.kind}/{`))
    : []
  if (onIt.length === 0 || random.percent(35)) drawing.focus = undefined
  const request = valid(random.pick(drawing.focus ? onIt : operations), drawing)
  if (mood <= 62) return request
  return mood <= 90 ? nearly(request, drawing) : hostile(request, drawing)
}

function valid(operation: Operation, drawing: Drawing): FuzzRequest {
  const { random, known } = drawing
  const { method, path, parameters = [], requestBody } = operation
  let row = { id: '', etag: '"1"' }
  const filled = path.replaceAll(/([\w-]+)\/\{(\w+)\}/g, (_, kind: string, name: string) => {
    const { schema } = parameters.find((parameter) => parameter.name === name && parameter.in === 'path')!
    if (schema.format !== 'uuid') return `${kind}/${encodeURIComponent(String(valueFor(schema, name, drawing)))}`
    row = drawing.focus?.kind === kind ? drawing.focus.row : rowOf(kind, known, random)
    return `${kind}/${row.id}`
  })
  const media = requestBody?.content['application/json']
  const body = media && JSON.stringify(valueFor(media.schema, '', drawing))
  return {
    operation,
    method: method.toUpperCase(),
    url: base + filled + queryOf(parameters, drawing),
    caller: callerFor(operation, drawing),
    headers: headersOf(parameters, row.etag, drawing),
    ...(body !== undefined && { body }),
  }
}

function callerFor(operation: Operation, { random, focus }: Drawing): string {
  const roles = operation['x-roles'] ?? []
  const able = roles.includes('public') ? callers : callers.filter((name) => roles.includes(name))
  if (random.percent(3)) return random.pick(nobody)
  if (random.percent(10)) return random.pick(callers)
  if (focus && able.includes(focus.caller) && random.percent(60)) return focus.caller
  return random.percent(50) && roles.includes('coordinator') ? 'coordinator' : random.pick(able)
}

type Parameter = NonNullable<Operation['parameters']>[number]

function queryOf(parameters: Parameter[], drawing: Drawing): string {
  const { random, cursors } = drawing
  const pairs = parameters.flatMap(({ in: place, name, schema, required }): string[] => {
    if (place !== 'query' || !(required || random.percent(15))) return []
    if (name === 'cursor') return cursors.length > 0 ? [`cursor=${random.pick(cursors)}`] : []
    const value = valueFor(schema, name, drawing)
    const values = [value].flat().map((one) => encodeURIComponent(String(one)))
    return random.percent(50) ? values.map((one) => `${name}=${one}`) : [`${name}=${values.join(',')}`]
  })
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

function headersOf(parameters: Parameter[], etag: string, { random }: Drawing): Record<string, string> {
  const headers: Record<string, string> = {}
  const can = (name: string) => parameters.some((parameter) => parameter.in === 'header' && parameter.name === name)
  const mustMatch = parameters.some(({ name, required }) => name === 'if-match' && required)
  if (mustMatch ? random.percent(97) : can('if-match') && random.percent(5)) {
    headers['if-match'] = random.percent(80) ? etag : '*'
  }
  if (can('if-none-match') && random.percent(20)) headers['if-none-match'] = etag
  if (can('idempotency-key') && random.percent(25)) headers['idempotency-key'] = `"key-${random.between(1, 200)}"`
  if (random.percent(30)) headers['accept-language'] = random.pick(['sv', 'en', 'sv-SE,sv;q=0.9', 'fi'])
  if (random.percent(10)) headers['traceparent'] = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  return headers
}
